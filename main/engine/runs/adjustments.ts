import type { Adjustment } from '../../../shared/contract/reconciliation.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import type { LocalDate } from '../../../shared/values/date.ts';
import { AdjustmentId } from '../../../shared/values/id.ts';
import type { Currency } from '../../../shared/values/money.ts';
import type { Documents, ErpReferences } from '../connectors/connector.ts';
import type { Commit } from '../handler.ts';
import { enqueueLetter } from '../outbox/outbox-store.ts';

type Given = { adjustment: Adjustment; connectionId: string; documents: Partial<Documents>; references: ErpReferences; on: LocalDate };

const keyOf = (connectionId: string, id: string): string => `adjustment ${connectionId} ${id}`;
/** The adjustment that a letter's key names. */
export const adjustmentOf = (key: string): AdjustmentId => AdjustmentId.parse(key.split(' ')[2]);

/** An approved adjustment becomes a cash-book posting in the outbox, on the day given. */
export function adjustmentLetter({ db, now, newId, audit }: Commit, { adjustment, connectionId, documents, references, on }: Given): void {
  const bank = references.banks.find(({ code }) => code === adjustment.key.account);
  if (!bank) throw new AppError('adjustment.account', 'fixInput', `The ERP has no cash-book account ${adjustment.key.account}; an adjustment is posted there. Correct sales documents in the ERP itself.`);
  const nominal = references.nominals.find(({ code }) => code === adjustment.nominalCode);
  const mark = `ADJ-${adjustment.id.replace(/^adj_/, '').replaceAll('-', '')}`.slice(0, 20);
  if (!documents.bankPosting) throw new AppError('adjustment.unsupported', 'fixInput', 'This ERP takes no cash-book postings from outside. Post the adjustment in the ERP itself.');
  const body = documents.bankPosting({
    // Signed as the cash book: money out is negative there, a payment here.
    bankId: bank.id, amountMinor: -adjustment.amountMinor, currency: adjustment.currency as Currency, on, nominalCode: adjustment.nominalCode, costCentre: nominal?.costCentre ?? '', department: nominal?.department ?? '',
    taxCodeId: null, taxMinor: 0, reference: adjustment.kind.slice(0, 20), secondReference: mark, narrative: adjustment.narrative,
  });
  enqueueLetter(db, {
    id: newId('let'), key: keyOf(connectionId, adjustment.id), runId: null, recordId: null, connectionId, step: 'adjustment', reference: mark, channel: '',
    amountMinor: adjustment.amountMinor, currency: adjustment.currency, body: JSON.stringify(body), mappingVersion: null,
  }, now);
  audit('outbox.planned', { keys: [keyOf(connectionId, adjustment.id)] });
}
