import type { Entry, Reason } from '../../../shared/contract/reconciliation.ts';
import type { Period } from '../../../shared/values/date.ts';
import { lineName } from '../../../shared/values/line-name.ts';
import { Status } from '../../components/status-chip.tsx';
import { customColumn, moneyColumn, textColumn, type Column } from '../../grid/columns.tsx';
import { kindWord } from '../../text/close-words.ts';
import { day } from '../../text/format.ts';
import { entryStates, reasons, type StatusWord, type Tone } from '../../text/words.ts';

/** Within the year of the month the year is known; what was brought forward from an earlier one keeps it. */
const dayWithin = (entry: Entry, period: Period): string => (entry.on.slice(0, 4) === period.slice(0, 4) ? day(entry.on).replace(/[\s,]*\d{4}$/, '') : day(entry.on));

export function entryWord({ state, reason }: Pick<Entry, 'state' | 'reason'>): StatusWord {
  if (reason === null || (state !== 'explained' && state !== 'matched')) return entryStates[state];
  return { label: reasons[reason], tone: state === 'explained' ? 'part' : TO_PUT_RIGHT.has(reason) ? 'problem' : 'good' };
}

/** Why a line asks for something although it matched. */
const TO_PUT_RIGHT: ReadonlySet<Reason> = new Set<Reason>(['allocatedElsewhere', 'rateNotOfTheDay', 'feeAboveContract']);

/** A view of one state needs no column that says so; reasons need more room than states. */
export type StateShown = 'none' | 'state' | 'reason';
type Room = { side: Entry['side']; wide: boolean; state: StateShown };

/** The same columns on both sides, so that the eye compares along one line; what else there is room for differs. */
export const entryColumns = (period: Period, { side, wide: roomy, state }: Room): Column<Entry>[] => columnsFor(period, { side, wide: roomy && state !== 'reason', state });

const columnsFor = (period: Period, { side, wide, state }: Room): Column<Entry>[] => [
  customColumn<Entry>('on', 'Date', { text: entry => entry.on, render: entry => dayWithin(entry, period), width: wide ? 100 : 68 }),
  textColumn<Entry>('kind', 'Kind', { text: entry => kindWord(entry.kind), width: wide ? 104 : 80, hidden: !wide && state === 'reason' }),
  textColumn<Entry>('reference', 'Reference', { flex: 1, minWidth: 110, text: lineName }),
  textColumn<Entry>('orderReference', 'Order', { width: 178, hidden: !wide || side === 'left' }),
  textColumn<Entry>('party', 'Party', { width: 140, hidden: !wide }),
  textColumn<Entry>('text', 'Text', { width: 180, hidden: !wide || state !== 'none' }),
  moneyColumn<Entry>('amountMinor', 'Amount', { currency: entry => entry.currency, width: wide ? 104 : 90 }),
  customColumn<Entry>('state', 'State', { text: entry => entryWord(entry).label, render: entry => <Status status={entryWord(entry)} />, width: state === 'reason' || wide ? 232 : 116, filter: false, hidden: state === 'none' }),
];

const TONES: Partial<Record<Entry['state'], Tone>> = { matched: 'good', partMatched: 'part', suggested: 'busy' };
export const toneOf = ({ state }: Entry): Tone | undefined => TONES[state];
export const idOf = ({ id }: Entry): string => id;
