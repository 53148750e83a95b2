import { ai } from './ai.ts';
import { audit } from './audit.ts';
import { close } from './close.ts';
import { connections } from './connections.ts';
import { customers } from './customers.ts';
import { deadLetters, holds } from './dead-letters.ts';
import { lookups } from './lookups.ts';
import { mappings } from './mappings.ts';
import { matchRules } from './match-rules.ts';
import type { Group } from './method.ts';
import { notes } from './notes.ts';
import { people } from './people.ts';
import { proposals } from './proposals.ts';
import { reconciliation } from './reconciliation.ts';
import { runs } from './runs.ts';
import { settings, today } from './settings.ts';
import { statements } from './statements.ts';
import { webhooks } from './webhooks.ts';
import { workflows } from './workflows.ts';

/** Everything that the window may ask of the engine: the table of contents of the app. The wire name is the path, `deadLetters.requeue`. */
export const contract = { people, connections, mappings, lookups, ai, runs, deadLetters, holds, proposals, customers, statements, reconciliation, matchRules, notes, close, audit, settings, today, webhooks, workflows } satisfies Record<string, Group>;
export type Contract = typeof contract;
