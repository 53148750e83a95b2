import { z } from 'zod';
import { Instant } from '../values/date.ts';
import { ConnectionId } from '../values/id.ts';
import { anyone, command, query, task } from './method.ts';
import { Nothing } from './page.ts';

export const SystemKey = z.enum(['linnworks', 'sage200', 'clarity', 'sage100', 'sagepro']);
export type SystemKey = z.infer<typeof SystemKey>;

export const Environment = z.enum(['Dev', 'QA', 'Production', 'Sandbox']);

/** One input of the connection form, declared by the connector. */
export const SettingField = z.object({
  name: z.string(),
  label: z.string(),
  help: z.string(),
  kind: z.enum(['text', 'url', 'secret', 'choice', 'number']),
  required: z.boolean(),
  choices: z.array(z.string()).default([]),
  initial: z.string().default(''),
  /** Shown under "Advanced" (addresses that only a sandbox or a private cloud changes). */
  advanced: z.boolean().default(false),
});
export type SettingField = z.infer<typeof SettingField>;

export const System = z.object({
  key: SystemKey,
  label: z.string(),
  side: z.enum(['commerce', 'erp']),
  /** token: secrets typed in; oauth: a person signs in with the system in the browser. */
  auth: z.enum(['token', 'oauth']),
  fields: z.array(SettingField),
});
export type System = z.infer<typeof System>;

export const ConnectionState = z.enum(['new', 'signedOut', 'ready', 'failing']);

export const Site = z.object({ siteId: z.string(), siteName: z.string(), companyId: z.string(), companyName: z.string() });
export type Site = z.infer<typeof Site>;

/** What a connection whose webhooks are on shows of them. */
export const WebhookState = z.object({
  /** What the shop is given; null while nothing listens. */
  address: z.url().nullable(),
  lastReceivedAt: Instant.nullable(),
  /** Deliveries that no run has read yet. */
  waiting: z.int(),
  /** Refused since Tieout was opened, with the reason of the last: a secret that does not fit shows here. */
  refused: z.int(),
  refusedBecause: z.string(),
});
export type WebhookState = z.infer<typeof WebhookState>;

export const Connection = z.object({
  id: ConnectionId,
  system: SystemKey,
  label: z.string(),
  environment: Environment,
  /** oauth: a person signs in with the browser. A system may be spoken to in ways that differ in this. */
  auth: z.enum(['token', 'oauth']),
  settings: z.record(z.string(), z.string()),
  /** Names of the secrets that are stored; the secrets themselves never leave the engine. */
  secretsHeld: z.array(z.string()),
  state: ConnectionState,
  /** The state in a sentence with the remedy, e.g. "Signed out: sign in to Sage again." */
  stateText: z.string(),
  site: Site.nullable(),
  tokenExpiresAt: Instant.nullable(),
  lastReadAt: Instant.nullable(),
  lastWriteAt: Instant.nullable(),
  rateLimit: z.object({ limitPerMinute: z.int(), used: z.int(), waitingSeconds: z.int() }).nullable(),
  discoveredAt: Instant.nullable(),
  webhooks: WebhookState.optional(),
});
export type Connection = z.infer<typeof Connection>;

export const FieldType = z.enum(['text', 'integer', 'decimal', 'money', 'date', 'moment', 'boolean', 'choice', 'object', 'list']);

export const SchemaField = z.object({
  /** Dotted path; `[]` after a list: `Items[].SKU`. */
  path: z.string(),
  label: z.string(),
  type: FieldType,
  maxLength: z.int().nullable(),
  required: z.boolean(),
  readOnly: z.boolean(),
  custom: z.boolean(),
  choices: z.array(z.string()),
  description: z.string(),
  /** The shared concept's field it is bound to (MAP-10), e.g. `order.reference`; null when none. */
  concept: z.string().nullable(),
  /** Up to three values seen, shortened; personal data masked. */
  samples: z.array(z.string()),
});
export type SchemaField = z.infer<typeof SchemaField>;

export const Entity = z.object({
  name: z.string(), label: z.string(), canRead: z.boolean(), canWrite: z.boolean(), fields: z.array(SchemaField),
  /** The system lists no custom fields; those of a few records are known. One that is missing may only be rare. */
  customFieldsSampled: z.boolean().optional(),
});
export type Entity = z.infer<typeof Entity>;

export const connections = {
  systems: query({ may: anyone, input: Nothing, output: z.array(System) }),
  list: query({ may: anyone, input: Nothing, output: z.array(Connection) }),
  /** A task, because sealing secrets waits for the keychain. */
  save: task({
    may: ['admin'],
    input: z.object({
      id: ConnectionId.optional(),
      system: SystemKey,
      label: z.string().trim().min(1).max(60),
      environment: Environment,
      settings: z.record(z.string().max(40), z.string().max(500)),
      /** Only those that change; sealed by the vault before they are stored. */
      secrets: z.record(z.string().max(40), z.string().max(2000)).default({}),
    }),
    output: Connection,
  }),
  remove: command({ may: ['admin'], input: z.object({ id: ConnectionId, reason: z.string().trim().min(3).max(300) }), output: Nothing }),
  /** Starts OAuth 2.0 with PKCE: opens a loopback listener and answers the address for the system browser. */
  beginSignIn: task({ may: ['admin'], input: z.object({ id: ConnectionId }), output: z.object({ url: z.url(), attempt: z.string() }) }),
  /** Waits until the browser came back (at most 5 minutes); the tokens are then stored. */
  finishSignIn: task({ may: ['admin'], input: z.object({ id: ConnectionId, attempt: z.string() }), output: Connection }),
  sites: task({ may: ['admin'], input: z.object({ id: ConnectionId }), output: z.array(Site) }),
  chooseSite: command({ may: ['admin'], input: z.object({ id: ConnectionId, site: Site }), output: Connection }),
  /** Tries what a run would need, step by step; a failing test is an answer, not an error. */
  test: task({
    may: ['admin', 'accountant', 'operator'],
    input: z.object({ id: ConnectionId }),
    output: z.object({ ok: z.boolean(), message: z.string(), checks: z.array(z.object({ label: z.string(), ok: z.boolean(), detail: z.string() })) }),
  }),
  discover: task({ may: ['admin', 'accountant', 'operator'], input: z.object({ id: ConnectionId }), output: z.object({ entities: z.int(), fields: z.int() }) }),
  schema: query({ may: anyone, input: z.object({ id: ConnectionId }), output: z.array(Entity) }),
};
