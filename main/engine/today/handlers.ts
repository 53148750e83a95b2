import type { today } from '../../../shared/contract/settings.ts';
import { addDays, daysBetween, lastDayOf } from '../../../shared/values/date.ts';
import type { LocalDate, Period } from '../../../shared/values/date.ts';
import { isLocked } from '../close/close-store.ts';
import { readyConnections } from '../connections/connection-store.ts';
import type { Handlers, QueryContext } from '../handler.ts';
import { slipsIn } from '../reconciliation/figures-store.ts';
import { publishedDrift } from '../mapping/drift-store.ts';
import { countStates } from '../records/record-store.ts';
import { badges, find, lookupsFor, mappingsFor, perDay, rulesFor } from './today-store.ts';

/** Days after a month's end by which it should be closed. */
const CLOSE_WITHIN_DAYS = 10;

function daysToClose({ db, now }: QueryContext, period: Period): number | null {
  if (isLocked(db, period)) return null;
  return daysBetween(now.slice(0, 10) as LocalDate, addDays(lastDayOf(period), CLOSE_WITHIN_DAYS));
}

/** What a person would do next, the most urgent first. */
function nextSteps(context: QueryContext, period: Period, counts: ReturnType<typeof badges> & { mappings: number; lookups: number; rules: number; orders: number; drifted: number; slips: number }): { text: string; page: string }[] {
  const { db, caller } = context;
  const connected = readyConnections(db).length;
  return [
    ...(counts.alarms > 0 ? [{ text: `${counts.alarms} record${counts.alarms === 1 ? '' : 's'} of a signed month changed. Look at what, and acknowledge it or reopen the month.`, page: 'close' }] : []),
    ...(connected < 2 ? [{ text: caller.role === 'admin' ? 'Connect the shop and the ERP.' : 'An admin has to connect the shop and the ERP.', page: 'connections' }] : []),
    ...(counts.drifted > 0 ? [{ text: `${counts.drifted} field${counts.drifted === 1 ? '' : 's'} of a published mapping changed in ${counts.drifted === 1 ? 'its system' : 'their system'}; runs wait until it is mapped and approved again.`, page: 'mappings' }] : []),
    ...(counts.mappings > 0 ? [{ text: `${counts.mappings} mapping${counts.mappings === 1 ? '' : 's'} wait for you.`, page: 'mappings' }] : []),
    ...(counts.lookups > 0 ? [{ text: `Changes of ${counts.lookups} lookup table${counts.lookups === 1 ? '' : 's'} wait for your approval.`, page: 'lookups' }] : []),
    ...(counts.rules > 0 ? [{ text: 'A change of the matching rules waits for your approval.', page: 'match-rules' }] : []),
    ...(connected >= 2 && counts.orders === 0 ? [{ text: `Read and post the orders of ${period}.`, page: 'runs' }] : []),
    ...(counts.failed > 0 ? [{ text: `${counts.failed} failed record${counts.failed === 1 ? '' : 's'} need a fix.`, page: 'dead-letters' }] : []),
    ...(counts.held > 0 ? [{ text: `${counts.held} held order${counts.held === 1 ? '' : 's'} wait for a decision.`, page: 'holds' }] : []),
    ...(counts.changed > 0 ? [{ text: `${counts.changed} order${counts.changed === 1 ? '' : 's'} changed after posting; decide what the books say.`, page: 'proposals' }] : []),
    ...(counts.reconcile > 0 ? [{ text: `${counts.reconcile} lines of ${period} are open.`, page: 'reconciliation' }] : []),
    ...(counts.slips > 0 ? [{ text: `${counts.slips} line${counts.slips === 1 ? '' : 's'} of ${period} agree${counts.slips === 1 ? 's' : ''} in total and ${counts.slips === 1 ? 'is' : 'are'} wrong inside the ERP. Put ${counts.slips === 1 ? 'it' : 'them'} right before the month is signed.`, page: 'close' }] : []),
  ];
}

export const todayHandlers: Handlers<typeof today> = {
  get(context, { period }) {
    const { db, caller } = context;
    const states = countStates(db, period);
    const read = Object.values(states).reduce((sum, n) => sum + n, 0);
    const drifted = publishedDrift(db).reduce((sum, { drifts }) => sum + drifts.length, 0);
    const counts = { ...badges(db, period), mappings: mappingsFor(db, caller.personId, caller.role === 'admin'), lookups: lookupsFor(db, caller.personId, caller.role === 'admin'), rules: rulesFor(db, caller.personId, caller.role === 'admin') };
    return {
      period, daysToClose: daysToClose(context, period), badges: counts,
      orders: { read, posted: states.posted, failed: states.failed, held: states.held },
      perDay: perDay(db, period), nextSteps: nextSteps(context, period, { ...counts, orders: read, drifted, slips: isLocked(db, period) ? 0 : slipsIn(db, period).length }),
    };
  },
  find: ({ db }, { text }) => find(db, text),
};
