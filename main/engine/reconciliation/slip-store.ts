import { AppError } from '../../../shared/contract/errors.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import { LocalDate } from '../../../shared/values/date.ts';
import { list, sql } from '../store/sql.ts';
import type { ReadDb } from '../store/sql.ts';
import { rateBook, type DayRate, type RateBook } from './rate-book.ts';
import { LEDGER_REFERENCE_LENGTH, type ReferenceIndex } from './references.ts';
import { misallocated, slipsOf, wrongRate, type AllocatedMoney, type OrderRate, type RatedPosting, type Slips } from './slips.ts';

/** A lookup table in force: a row's key, and its values by column. */
export type RateTable = { readonly columns: readonly string[]; readonly rows: ReadonlyMap<string, readonly string[]> };

export type SlipSources = {
  settings: Settings;
  orders: ReferenceIndex;
  /** A lookup table by name. */
  table(db: ReadDb, name: string): RateTable | null;
};

type MoneyRow = Omit<AllocatedMoney, 'document'> & { documentKind: string; documentReference: string; documentSecond: string; documentNarrative: string; allocatedMinor: number };

/** Receipts and refunds that are on documents, none of which carries their second reference, with each of those documents. */
const moneyElsewhere = (db: ReadDb): AllocatedMoney[] => db.all<MoneyRow>(sql`
  SELECT m.connection_id || ' ' || m.external_id AS id, m.kind, m.account, m.reference, m.second_reference AS secondReference, m.narrative, m.currency,
    d.kind AS documentKind, d.reference AS documentReference, d.second_reference AS documentSecond, d.narrative AS documentNarrative, a.amount_minor AS allocatedMinor
  FROM ledger_allocation a
  JOIN ledger_posting m ON m.connection_id = a.connection_id AND m.ledger = a.ledger AND m.external_id = a.external_id
  JOIN ledger_posting d ON d.urn = a.urn AND d.connection_id = a.connection_id AND d.ledger = a.ledger AND d.kind = a.kind AND d.account = m.account
  WHERE m.kind IN ('receipt', 'refund') AND a.kind IN ('invoice', 'creditNote') AND NOT EXISTS (
    SELECT 1 FROM ledger_allocation b JOIN ledger_posting o ON o.urn = b.urn AND o.connection_id = b.connection_id AND o.ledger = b.ledger AND o.kind = b.kind AND o.account = m.account
    WHERE b.connection_id = a.connection_id AND b.ledger = a.ledger AND b.external_id = a.external_id AND o.second_reference = m.second_reference AND o.second_reference <> '')
  ORDER BY m.posted_on, m.connection_id, m.external_id, d.posted_on, d.external_id`)
  .map(({ documentKind, documentReference, documentSecond, documentNarrative, allocatedMinor, ...money }) =>
    ({ ...money, document: { kind: documentKind, reference: documentReference, secondReference: documentSecond, narrative: documentNarrative, amountMinor: allocatedMinor } }));

const documentNamed = (db: ReadDb, kind: string, reference: string): string | null => db.get<{ reference: string }>(sql`
  SELECT reference FROM ledger_posting WHERE ledger = 'sales' AND kind = ${kind} AND second_reference = ${reference} ORDER BY posted_on, external_id LIMIT 1`)?.reference ?? null;

type RatedRow = Omit<RatedPosting, 'base'> & { baseCurrency: string; baseMinor: number; rate: string };

/** Refunds, fees and transfers are converted at a rate of the ERP's own, whose day it does not state: they are not judged. */
const ratedPostings = (db: ReadDb): RatedPosting[] => db.all<RatedRow>(sql`
  SELECT 'posting sales ' || external_id AS source, kind, posted_on AS "on", amount_minor AS amountMinor, currency, reference, second_reference AS secondReference, narrative, base_currency AS baseCurrency, base_minor AS baseMinor, rate
  FROM ledger_posting WHERE ledger = 'sales' AND kind IN ('invoice', 'creditNote', 'receipt') AND base_currency <> currency ORDER BY posted_on, external_id`)
  .map(({ baseCurrency, baseMinor, rate, ...posting }) => ({ ...posting, base: { currency: baseCurrency, amountMinor: baseMinor, rate } }));

/** The rate that each order of these currencies states, with the day it was sold. */
const orderRates = (db: ReadDb, currencies: readonly string[]): (OrderRate & { currency: string })[] => db.all(sql`
  SELECT r.reference, r.currency, r.occurred_on AS soldOn, b.canonical ->> '$.exchangeRate' AS rate FROM record r JOIN record_body b ON b.place = r.place
  WHERE r.kind = 'order' AND r.currency IN ${list(currencies)} AND b.canonical ->> '$.exchangeRate' IS NOT NULL ORDER BY r.occurred_on, r.id`);

/** A table of rates has a row for each day (2026-10-05) and a column for each currency (EUR), as central banks publish them. */
function tableRates(table: RateTable): DayRate[] {
  return [...table.rows].flatMap(([key, values]) => {
    const day = LocalDate.safeParse(key);
    return day.success ? table.columns.map((column, index): DayRate => ({ currency: column.trim().toUpperCase(), on: day.data, rate: values[index] ?? '' })) : [];
  });
}

function bookOf(db: ReadDb, { settings: { exchangeRates }, table }: SlipSources, orders: readonly (OrderRate & { currency: string })[]): RateBook {
  if (exchangeRates?.from !== 'table') return rateBook('the shop’s orders', orders.map(({ currency, soldOn, rate }) => ({ currency, on: soldOn, rate })), { holdsOn: false });
  const found = table(db, exchangeRates.table);
  if (!found) throw new AppError('reconciliation.noRateTable', 'fixInput', `The settings take exchange rates from the lookup table “${exchangeRates.table}”, and there is none of that name. Make it under Lookup tables, or choose another source under Settings.`, { field: 'exchangeRates' });
  return rateBook(`“${exchangeRates.table}”`, tableRates(found), { holdsOn: true });
}

/** What is wrong inside the ledger although its totals agree: money on the document of another order, and rates of another day. */
export function readSlips(db: ReadDb, sources: SlipSources): Slips {
  const { settings: { exchangeRates }, orders } = sources;
  const money = misallocated(moneyElsewhere(db), { orders, documentOf: (kind, reference) => documentNamed(db, kind, reference.slice(0, LEDGER_REFERENCE_LENGTH)) });
  const postings = exchangeRates?.from === 'erp' ? [] : ratedPostings(db);
  if (postings.length === 0) return slipsOf({ documents: [], money });
  const rates = orderRates(db, [...new Set(postings.map(({ currency }) => currency))]);
  const given = { orders, orderRates: new Map(rates.map(rate => [rate.reference, rate])), book: bookOf(db, sources, rates), byOrder: exchangeRates?.from !== 'table' };
  const rated = postings.flatMap(posting => {
    const slip = wrongRate(posting, given);
    return slip === null ? [] : [{ ...posting, slip, orderReference: orders.find(posting.secondReference, posting.reference, posting.narrative) }];
  });
  return slipsOf({ documents: rated.filter(({ kind }) => kind !== 'receipt'), money: [...money, ...rated.filter(({ kind }) => kind === 'receipt')] });
}
