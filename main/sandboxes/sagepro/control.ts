import type { Faults } from '../faults.ts';
import { textIn, type Body } from '../gateway/body.ts';
import { editRow, read, remove } from '../gateway/books.ts';
import { answerColumn, answerFaults, answerRecord } from '../gateway/control.ts';
import { badRequest, noKey } from '../gateway/gateway-error.ts';
import type { GatewayFault } from '../gateway/serve-gateway.ts';
import type { SignIns } from '../gateway/sign-in.ts';
import { minor, type Company } from './company.ts';
import { shipOrder } from './invoices.ts';
import { importJournal } from './journal-import.ts';
import { ordersWith } from './orders.ts';
import type { Staff } from './staff.ts';

type Parts = { company: Company; faults: Faults<GatewayFault>; staff: Staff; signIns: SignIns };

function ship({ company }: Parts, body: Body): number {
  const day = textIn(body, 'on');
  if (!company.days.isDay(day)) throw badRequest('BadDay', `on is a day as ${company.days.pattern}.`, 'on');
  const asked: unknown = body['quantities'] ?? {};
  const quantities = Object.fromEntries(Object.entries(asked as Record<string, unknown>).flatMap(([line, pieces]) => (typeof pieces === 'number' ? [[line, pieces * 1_000]] : []))); // anything but numbers is left out
  company.store.transaction(() => shipOrder(company, { salesOrderNo: textIn(body, 'salesOrderNo'), day, quantities }));
  return 1;
}

function dropLocation({ company }: Parts, body: Body): number {
  const row = read(company, 'iciqty', textIn(body, 'itemCode'), textIn(body, 'location'), '');
  if (row) remove(company, 'iciqty', row);
  return row ? 1 : 0;
}

/** What a test or the demo can ask Sage Pro's own people to do; each answers with how many records it touched. */
const STAFF_WORK: Readonly<Record<string, (parts: Parts, body: Body) => number>> = {
  ship,
  'ship-all': ({ staff }) => staff.shipAll(),
  'hold-customer': ({ company }, body) => editRow(company, 'arcust', [textIn(body, 'customerNo')], { credstat: 'H' }),
  'release-customer': ({ company }, body) => editRow(company, 'arcust', [textIn(body, 'customerNo')], { credstat: '' }),
  /** Somebody tidied up: the item has no quantity row at the location any more. */
  'drop-location': dropLocation,
  'import-journal': ({ company }, body) => importJournal(company, textIn(body, 'csv')),
  'recycle-sessions': ({ signIns }) => (signIns.recycle(), 1),
};

/** The sandbox's own addresses, beside the gateway's: books, staff, faults, single records. */
export function answerControl(parts: Parts, asked: { method: string; path: string; body: Body }): unknown {
  const { method, path, body } = asked;
  if (`${method} ${path}` === 'POST /sandbox/staff') {
    const work = STAFF_WORK[textIn(body, 'action')];
    if (!work) throw badRequest('NoSuchAction', `There is no staff action named '${textIn(body, 'action')}'.`, 'action');
    return { done: work(parts, body) };
  }
  if (`${method} ${path}` === 'GET /sandbox/books') return booksOf(parts);
  const found = answerFaults(parts.faults, asked) ?? answerColumn(parts.company, asked) ?? answerRecord(parts.company, asked);
  if (found === undefined) throw noKey(`The sandbox has nothing at ${path}.`);
  return found;
}

export type SageProBooks = {
  system: 'sagepro';
  orders: { number: string; customer: string; reference: string; status: string; totalMinor: number }[];
  invoices: { number: string; customer: string; type: string; reference: string; order: string; amountMinor: number; balanceMinor: number }[];
  payments: { number: string; customer: string; bank: string; reference: string; amountMinor: number; unappliedMinor: number }[];
  /** Debits less credits of all there is: nothing. */
  trialBalanceMinor: number;
  faults: ReturnType<Faults<GatewayFault>['list']>;
};

export const booksOf = ({ company, faults }: Pick<Parts, 'company' | 'faults'>): SageProBooks => ({
  system: 'sagepro',
  orders: ordersWith(company, {}).map(row => ({ number: (row['sono'] ?? '').trim(), customer: row['custno'] ?? '', reference: row['ponum'] ?? '', status: row['sostat'] ?? '', totalMinor: minor(row, 'ordamt') + minor(row, 'tax') })),
  invoices: company.store.find('armast').map(({ fields: row }) => ({
    number: (row['invno'] ?? '').trim(), customer: row['custno'] ?? '', type: row['artype'] ?? '', reference: row['ponum'] ?? '', order: (row['ornum'] ?? '').trim(), amountMinor: minor(row, 'invamt'), balanceMinor: minor(row, 'balance'),
  })),
  payments: company.store.find('arcash').map(({ fields: row }) => ({ number: (row['rcptno'] ?? '').trim(), customer: row['custno'] ?? '', bank: row['bankno'] ?? '', reference: row['ref'] ?? '', amountMinor: minor(row, 'amount'), unappliedMinor: minor(row, 'unapplied') })),
  trialBalanceMinor: company.store.find('gltran').reduce((sum, { fields: row }) => sum + minor(row, 'debit') - minor(row, 'credit'), 0),
  faults: faults.list(),
});
