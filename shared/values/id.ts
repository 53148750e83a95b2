import { z } from 'zod';

/** Ids say what they name: `run_01`, `map_7f…`. Made by the engine's id source, never by the window. */
const id = <P extends string>(prefix: P) => z.string().regex(new RegExp(`^${prefix}_[A-Za-z0-9-]{1,40}$`)).brand<P>();

export const PersonId = id('per');
export type PersonId = z.infer<typeof PersonId>;
export const ConnectionId = id('con');
export type ConnectionId = z.infer<typeof ConnectionId>;
export const MappingId = id('map');
export type MappingId = z.infer<typeof MappingId>;
export const RunId = id('run');
export type RunId = z.infer<typeof RunId>;
export const RecordId = id('rec');
export type RecordId = z.infer<typeof RecordId>;
export const LetterId = id('let');
export type LetterId = z.infer<typeof LetterId>;
export const StatementId = id('sta');
export type StatementId = z.infer<typeof StatementId>;
export const EntryId = id('ent');
export type EntryId = z.infer<typeof EntryId>;
export const MatchId = id('mat');
export type MatchId = z.infer<typeof MatchId>;
export const ProposalId = id('pro');
export type ProposalId = z.infer<typeof ProposalId>;
export const CustomerLinkId = id('lnk');
export type CustomerLinkId = z.infer<typeof CustomerLinkId>;
export const LookupTableId = id('tab');
export type LookupTableId = z.infer<typeof LookupTableId>;
export const AdjustmentId = id('adj');
export type AdjustmentId = z.infer<typeof AdjustmentId>;
export const AlarmId = id('alm');
export type AlarmId = z.infer<typeof AlarmId>;
export const NoteId = id('not');
export type NoteId = z.infer<typeof NoteId>;
export const BackTestId = id('try');
export type BackTestId = z.infer<typeof BackTestId>;
export const RuleTrialId = id('trl');
export type RuleTrialId = z.infer<typeof RuleTrialId>;

/** Where new ids come from: random in the app, counted in tests. */
export type NewId = (prefix: string) => string;
