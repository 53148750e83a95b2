import { assert } from '../../../shared/values/assert.ts';
import { momentOf, type Office } from './office.ts';
import { badValue } from './sage-error.ts';

export type NominalPlace = { code: string; costCentre: string; department: string };

/** One side of a posting in the home currency: a positive amount debits, a negative one credits. */
export type NominalEntry = NominalPlace & { minor: number; narrative: string };

export type Posting = { urn: number; on: string; reference: string; source: string; user: string; entries: readonly NominalEntry[] };

/** Every analysis must name an account that exists with just that cost centre and department. */
export function nominalCodeId(office: Office, { code, costCentre, department }: NominalPlace): number {
  const row = office.store.get<{ id: number }>('SELECT id FROM nominal_code WHERE reference = ? AND cost_centre = ? AND department = ?', code, costCentre, department);
  if (!row) throw badValue(`The nominal account ${[code, costCentre, department].filter(Boolean).join('/')} does not exist.`);
  return row.id;
}

/** Writes both sides of a posting; one that does not balance is our own mistake and rolls everything back. */
export function postNominal(office: Office, { urn, on, reference, source, user, entries }: Posting): void {
  const sum = entries.reduce((total, entry) => total + entry.minor, 0);
  assert(sum === 0, `posting ${urn} does not balance: ${sum}`);
  const createdAt = momentOf(office);
  for (const entry of entries) {
    if (entry.minor === 0) continue;
    office.store.run(
      'INSERT INTO nominal_transaction (urn, nominal_code_id, transaction_on, reference, narrative, debit_minor, credit_minor, source, user_name, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      urn, nominalCodeId(office, entry), on, reference, entry.narrative, Math.max(entry.minor, 0), Math.max(-entry.minor, 0), source, user, createdAt,
    );
  }
}

const FIRST_URN = 10_001;
export const nextUrn = (office: Office): number => office.store.next('urn', FIRST_URN);
