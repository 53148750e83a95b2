import type { Entry, Figures, LinePart, Reason } from '../../../shared/contract/reconciliation.ts';
import { lineName } from '../../../shared/values/line-name.ts';
import type { Client } from '../../engine/client.ts';
import { useCommand } from '../../engine/use-engine.tsx';
import { useNotices } from '../../stores/notice-store.ts';
import { counted, money } from '../../text/format.ts';
import { reasons } from '../../text/words.ts';
import type { AdjustmentForm } from './adjustment-dialog.tsx';
import { partOf, whyNoMatch, type Picked } from './selection.ts';

type ActsOf = { figures: Figures; picked: Picked; focused: Entry | undefined; /** When something was done: put the keyboard on the next line. */ afterwards: () => void; /** A difference needs its reason. */ onDifference: () => void; /** Other lines stand where one stood: the keyboard goes to the first of them. */ onReplaced: (entries: readonly Entry[]) => void };

const ids = (entries: readonly Entry[]): Entry['id'][] => entries.map(({ id }) => id);

/** What can be done with lines. Each says what it did and leads on; a refusal leaves everything as it was. */
export function useActs({ figures, picked, focused, afterwards, onDifference, onReplaced }: ActsOf) {
  const say = useNotices(store => store.say);
  const command = useCommand((client, act: (client: Client) => Promise<string>) => act(client));
  const { key, currency } = figures;
  const chosen = [...picked.left, ...picked.right];

  const perform = (act: (client: Client) => Promise<string>): void => {
    if (command.busy) return;
    void command.run(act).then(done => {
      if (done === undefined) return;
      say(done);
      afterwards();
    });
  };
  const replace = (act: (client: Client) => Promise<{ said: string; entries: readonly Entry[] }>): void => {
    if (command.busy) return;
    let entries: readonly Entry[] = [];
    void command.run(async client => {
      const done = await act(client);
      entries = done.entries;
      return done.said;
    }).then(said => {
      if (said === undefined) return;
      say(said);
      onReplaced(entries);
    });
  };
  const matchWith = (differenceReason: Reason | undefined, note: string): void => {
    if (whyNoMatch(picked) !== undefined) return;
    perform(async client => {
      const made = await client.reconciliation.matchEntries({ leftIds: ids(picked.left), rightIds: ids(picked.right), note, ...(differenceReason === undefined ? {} : { differenceReason }) });
      const lines = counted(made.left.length + made.right.length, 'line');
      return made.differenceMinor === 0 ? `${lines} matched` : `${lines} matched; ${money(made.differenceMinor, currency)} is ${made.differenceReason === null ? 'unexplained' : reasons[made.differenceReason].toLowerCase()}`;
    });
  };
  const withDifference = (reason: Reason): void => {
    if (whyNoMatch(picked) === undefined) matchWith(picked.differenceMinor === 0 ? undefined : reason, '');
  };
  return {
    busy: command.busy, error: command.error, clear: command.clear,
    match: () => { if (picked.differenceMinor === 0) matchWith(undefined, ''); else onDifference(); },
    matchBecause: (reason: Reason, note: string) => matchWith(reason, note),
    paidInFull: () => withDifference('fee'),
    partPayment: () => {
      if (whyNoMatch(picked) !== undefined || !partOf(picked)) return;
      perform(async client => {
        const { match, rest } = await client.reconciliation.matchPart({ leftIds: ids(picked.left), rightIds: ids(picked.right) });
        return `${counted(match.left.length + match.right.length, 'line')} matched; ${money(rest.amountMinor, currency)} stays ${rest.reason === null ? 'open' : `open: ${reasons[rest.reason].toLowerCase()}`}`;
      });
    },
    split: (entry: Entry, parts: readonly LinePart[]) => replace(async client => {
      const made = await client.reconciliation.split({ entryId: entry.id, parts: [...parts] });
      return { said: `${lineName(entry) || 'The line'} stands in ${made.parts.length} parts`, entries: made.parts };
    }),
    join: () => {
      if (focused?.part) replace(async client => {
        const line = await client.reconciliation.join({ entryId: focused.id });
        return { said: `${lineName(line) || 'The line'} is whole again`, entries: [line] };
      });
    },
    confirm: () => {
      const id = focused?.matchId;
      if (id) perform(async client => { await client.reconciliation.confirm({ matchId: id }); return 'Suggestion confirmed'; });
    },
    unmatch: () => {
      const id = focused?.matchId;
      if (id) perform(async client => { const { entries } = await client.reconciliation.unmatch({ matchId: id }); return `Taken apart: ${counted(entries, 'line')} open again`; });
    },
    explainBecause: (reason: Reason, note: string) => perform(async client => {
      const { explained } = await client.reconciliation.explain({ entryIds: ids(chosen), reason, note });
      return `${counted(explained, 'line')} explained: ${reasons[reason].toLowerCase()}`;
    }),
    propose: (form: AdjustmentForm) => perform(async client => {
      const made = await client.reconciliation.proposeAdjustment({ key, entryIds: ids(chosen), ...form });
      return `${money(made.amountMinor, made.currency)} proposed; another person approves it in Close`;
    }),
  };
}
