import type { Faults } from '../faults.ts';
import { textIn, type Body } from '../gateway/body.ts';
import { editRow, nextNumber, write } from '../gateway/books.ts';
import { answerColumn, answerFaults, answerRecord } from '../gateway/control.ts';
import { badRequest, noKey } from '../gateway/gateway-error.ts';
import type { Fields } from '../gateway/record-store.ts';
import type { GatewayFault } from '../gateway/serve-gateway.ts';
import type { SignIns } from '../gateway/sign-in.ts';
import { minor, type Company } from './company.ts';
import { customerName } from './customers.ts';
import { enterInvoice, INVOICE } from './invoices.ts';
import { HEADER, orderTotal } from './sales-orders.ts';
import { importJournal } from './journal-import.ts';
import { BATCHES, type Staff } from './staff.ts';

type Work = (parts: Parts, body: Body) => number;
type Parts = { company: Company; faults: Faults<GatewayFault>; staff: Staff; signIns: SignIns };

const day = ({ days }: Company, body: Body, name: string): string => {
  const text = textIn(body, name);
  if (!days.isDay(text)) throw badRequest('BadDay', `${name} is a day as YYYYMMDD.`, name);
  return text;
};

function enter({ company }: Parts, body: Body, { isShipping }: { isShipping: boolean }): number {
  const quantities = Object.fromEntries(Object.entries((body['quantities'] ?? {}) as Record<string, unknown>).filter((entry): entry is [string, number] => typeof entry[1] === 'number').map(([key, pieces]) => [key, pieces * 1_000_000])); // checked by the filter
  company.store.transaction(() => enterInvoice(company, { salesOrderNo: textIn(body, 'salesOrderNo'), day: day(company, body, 'on'), quantities, isShipping }));
  return 1;
}

function editCustomer({ company }: Parts, body: Body, change: Record<string, string>): number {
  return editRow(company, 'AR_Customer', [textIn(body, 'division'), textIn(body, 'customerNo')], change);
}

/** What a test or the demo can ask Sage's own people to do; each answers with how many records it touched. */
const STAFF_WORK: Readonly<Record<string, Work>> = {
  ship: (parts, body) => enter(parts, body, { isShipping: true }),
  invoice: (parts, body) => enter(parts, body, { isShipping: false }),
  'ship-all': ({ staff }) => staff.shipAll(),
  'hold-customer': (parts, body) => editCustomer(parts, body, { CreditHold: 'Y' }),
  'release-customer': (parts, body) => editCustomer(parts, body, { CreditHold: 'N' }),
  'hold-order': ({ company }, body) => editRow(company, 'SO_SalesOrderHeader', [textIn(body, 'salesOrderNo')], { OrderStatus: 'H' }),
  'add-zip': ({ company }, body) => (write(company, 'SY_ZipCode', { ZipCode: textIn(body, 'zip') }), 1),
  'next-sales-order-no': ({ company }) => Number(nextNumber(company, 'SalesOrderNo', 7)),
  'import-journal': ({ company }, body) => importJournal(company, textIn(body, 'csv')),
  'recycle-sessions': ({ signIns }) => (signIns.recycle(), 1),
};

/** The sandbox's own addresses, beside the gateway's: batches, staff, faults. */
export function answerControl(parts: Parts, { method, path, body }: { method: string; path: string; body: Body }): unknown {
  const batch = /^\/sandbox\/post\/(\w+)$/.exec(path)?.[1];
  if (method === 'POST' && batch !== undefined) {
    const known = BATCHES.find(name => name === batch);
    if (!known) throw badRequest('NoSuchBatch', `Batches that can be posted: ${BATCHES.join(', ')}.`);
    return { posted: parts.staff.post(known, textIn(body, 'on') || undefined) };
  }
  if (`${method} ${path}` === 'POST /sandbox/staff') {
    const work = STAFF_WORK[textIn(body, 'action')];
    if (!work) throw badRequest('NoSuchAction', `There is no staff action named '${textIn(body, 'action')}'.`, 'action');
    return { done: work(parts, body) };
  }
  if (`${method} ${path}` === 'GET /sandbox/books') return booksOf(parts);
  const found = answerFaults(parts.faults, { method, path, body }) ?? answerColumn(parts.company, { method, path, body }) ?? answerRecord(parts.company, { method, path, body });
  if (found === undefined) throw noKey(`The sandbox has nothing at ${path}.`);
  return found;
}

export type Sage100Books = {
  system: 'sage100';
  orders: { number: string; customer: string; reference: string; status: string; totalMinor: number }[];
  /** Entered invoices and credit memos wait for staff to post them. */
  invoices: { number: string; customer: string; type: string; reference: string; posted: boolean }[];
  receipts: { number: string; customer: string; bank: string; reference: string; posted: boolean }[];
  /** Debits less credits of the general ledger, in minor units. */
  trialBalanceMinor: number;
  faults: ReturnType<Faults<GatewayFault>['list']>;
};

export function booksOf({ company, faults }: Pick<Parts, 'company' | 'faults'>): Sage100Books {
  const rows = (file: string): Fields[] => company.store.find(file).map(({ fields }) => fields);
  const invoice = (row: Fields, posted: boolean): Sage100Books['invoices'][number] => ({ number: row['InvoiceNo'] ?? '', customer: customerName(row), type: row['InvoiceType'] ?? '', reference: row['CustomerPONo'] ?? '', posted });
  const receipt = (row: Fields, posted: boolean): Sage100Books['receipts'][number] => ({ number: row['DepositNo'] ?? '', customer: customerName(row), bank: row['BankCode'] ?? '', reference: (posted ? row['Comment'] : row['OtherPaymentTypeRefNo']) ?? '', posted });
  return {
    system: 'sage100',
    orders: [...rows(HEADER), ...rows('SO_SalesOrderHistoryHeader')].map(row => ({ number: row['SalesOrderNo'] ?? '', customer: customerName(row), reference: row['CustomerPONo'] ?? '', status: row['OrderStatus'] ?? '', totalMinor: orderTotal(row) })),
    invoices: [...rows(INVOICE).map(row => invoice(row, false)), ...rows('AR_InvoiceHistoryHeader').map(row => invoice(row, true))],
    receipts: [...rows('AR_CashReceiptsHeader').map(row => receipt(row, false)), ...rows('AR_CashReceiptsHistory').map(row => receipt(row, true))],
    trialBalanceMinor: rows('GL_DetailPosting').reduce((sum, row) => sum + minor(row, 'DebitAmount') - minor(row, 'CreditAmount'), 0),
    faults: faults.list(),
  };
}
