import { z } from 'zod';
import { Instant, LocalDate, Period } from '../values/date.ts';
import { BackTestId, MappingId, RecordId } from '../values/id.ts';

/** What would become of a document, against what was posted of it then. */
export const BackTestOutcome = z.enum([
  /** The mapping would make it otherwise. */
  'differs',
  /** It was posted, and would be stopped now. */
  'wouldFail',
  /** It failed then, and would be sent now. */
  'wouldPass',
  /** It differs, but the mapping it was posted with would differ alike: settings, the ERP's lists or the record have changed since. */
  'since',
  /** What it was made of is not there any more. */
  'notRebuilt',
]);
export type BackTestOutcome = z.infer<typeof BackTestOutcome>;

/** Debits and credits of one account, as posted and as the mapping would have it; minor units. */
export const AccountEffect = z.object({
  account: z.string(), currency: z.string(),
  beforeDebitMinor: z.int(), beforeCreditMinor: z.int(), afterDebitMinor: z.int(), afterCreditMinor: z.int(),
});
export type AccountEffect = z.infer<typeof AccountEffect>;

/** One field of a document: what was posted, and what would be. `because`: the mapping, or what has changed since then. */
export const FieldChange = z.object({ path: z.string(), before: z.string(), after: z.string(), because: z.enum(['mapping', 'since']) });
export type FieldChange = z.infer<typeof FieldChange>;

export const BackTestResult = z.object({
  /** Documents that were tried: the sum of all that follow. */
  documents: z.int(), same: z.int(), differ: z.int(), wouldFail: z.int(), wouldPass: z.int(), stillFail: z.int(), since: z.int(), notRebuilt: z.int(),
  /** Documents that are listed one by one; at most MAX_LISTED of those that are not the same. */
  listed: z.int(),
  /** Fields in which documents differ because of the mapping, the most frequent first. Lines are taken together: `lines[].code`. */
  fields: z.array(z.object({ field: z.string(), label: z.string(), documents: z.int() })),
  /** Why documents would fail or cannot be rebuilt, the most frequent first. */
  causes: z.array(z.object({ outcome: z.enum(['wouldFail', 'stillFail', 'notRebuilt']), message: z.string(), documents: z.int(), example: z.string() })),
  /** The whole period's double entry; debits and credits are equal, before and after, in every currency. Empty for documents that post nothing. */
  accounts: z.array(AccountEffect),
  /** All of it in a sentence: "1,937 documents, 3 differ, 2.40 GBP moves from 4000 to 4100." */
  sentence: z.string(),
});
export type BackTestResult = z.infer<typeof BackTestResult>;

export const BackTest = BackTestResult.extend({
  id: BackTestId, mappingId: MappingId, version: z.int(), period: Period, startedBy: z.string(), startedAt: Instant, seconds: z.number(),
  /** The version still says what was tried; false once a draft was changed. */
  isCurrent: z.boolean(),
});
export type BackTest = z.infer<typeof BackTest>;

export const BackTestDocument = z.object({
  place: z.int(), recordId: RecordId, outcome: BackTestOutcome, reference: z.string(), document: z.string(), channel: z.string(), on: LocalDate, amountMinor: z.int(), currency: z.string(),
  /** How much of it stands in another account than before. */
  movedMinor: z.int(),
  /** The fields that differ, separated by commas. */
  fields: z.string(), message: z.string(),
});
export type BackTestDocument = z.infer<typeof BackTestDocument>;

export const BackTestDetail = z.object({ document: BackTestDocument, changes: z.array(FieldChange), effect: z.array(AccountEffect) });
export type BackTestDetail = z.infer<typeof BackTestDetail>;
