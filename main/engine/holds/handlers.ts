import type { holds } from '../../../shared/contract/dead-letters.ts';
import { chainsOfLetters } from '../dead-letters/dead-letter-store.ts';
import type { Chain } from '../dead-letters/dead-letter-store.ts';
import type { CommandContext, Handlers } from '../handler.ts';
import { listHolds, releaseLetter } from './hold-store.ts';

export const holdHandlers = ({ sendAgain }: { sendAgain(context: CommandContext, chains: readonly Chain[]): void }): Handlers<typeof holds> => ({
  list: ({ db }, { page }) => listHolds(db, page),
  release(context, { ids, reason }) {
    const released = ids.filter(id => releaseLetter(context.db, id, context.now));
    context.audit('holds.release', { released, reason });
    sendAgain(context, chainsOfLetters(context.db, released));
    return { released: released.length };
  },
});
