import type { workflows as contractGroup } from '../../../shared/contract/workflows.ts';
import type { Handlers } from '../handler.ts';
import type { ReadDb } from '../store/sql.ts';
import { checkWorkflow } from './check-workflow.ts';
import type { Abilities } from './check-workflow.ts';
import { workflowsOf } from './shipped-workflows.ts';
import type { Systems } from './shipped-workflows.ts';

/** `systems`: the pair of this workspace once both are connected, with what they can do. */
export const workflowHandlers = (systems: (reader: ReadDb) => (Systems & { abilities: Abilities }) | null): Handlers<typeof contractGroup> => ({
  list({ db }) {
    const pair = systems(db);
    return pair === null ? [] : workflowsOf(pair).map(document => ({ document, problems: checkWorkflow(document, pair.abilities) }));
  },
});
