import type { Entry } from '../../../shared/contract/reconciliation.ts';
import { periodOf, type Period } from '../../../shared/values/date.ts';
import { Status } from '../../components/status-chip.tsx';
import { customColumn, moneyColumn, textColumn, type Column } from '../../grid/columns.tsx';
import { kindWord } from '../../text/close-words.ts';
import { day } from '../../text/format.ts';
import { entryStates, reasons, type StatusWord, type Tone } from '../../text/words.ts';

/** Within the month the year is known; what was brought forward keeps it. */
const dayWithin = (entry: Entry, period: Period): string => (periodOf(entry.on) === period ? day(entry.on).replace(/[\s,]*\d{4}$/, '') : day(entry.on));

export function entryWord({ state, reason }: Pick<Entry, 'state' | 'reason'>): StatusWord {
  return state === 'explained' && reason !== null ? { label: reasons[reason], tone: 'part' } : entryStates[state];
}

/** The same columns on both sides, so that the eye compares along one line. */
export const entryColumns = (period: Period, { wide, withState }: { wide: boolean; withState: boolean }): Column<Entry>[] => [
  customColumn<Entry>('on', 'Date', { text: entry => entry.on, render: entry => dayWithin(entry, period), width: wide ? 110 : 68 }),
  textColumn<Entry>('kind', 'Kind', { text: entry => kindWord(entry.kind), width: wide ? 110 : 80 }),
  textColumn<Entry>('reference', 'Reference', { flex: 1, minWidth: 110 }),
  textColumn<Entry>('orderReference', 'Order', { width: 178, hidden: !wide }),
  textColumn<Entry>('party', 'Party', { width: 150, hidden: !wide }),
  textColumn<Entry>('text', 'Text', { width: 200, hidden: !wide }),
  moneyColumn<Entry>('amountMinor', 'Amount', { currency: entry => entry.currency, width: wide ? 110 : 90 }),
  customColumn<Entry>('state', 'State', { text: entry => entryWord(entry).label, render: entry => <Status status={entryWord(entry)} />, width: wide ? 200 : 116, filter: false, hidden: !withState }),
];

const TONES: Partial<Record<Entry['state'], Tone>> = { matched: 'good', partMatched: 'part', suggested: 'busy' };
export const toneOf = ({ state }: Entry): Tone | undefined => TONES[state];
export const idOf = ({ id }: Entry): string => id;
