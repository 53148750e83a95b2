import type { Faults } from '../faults.ts';
import { textIn, type Body } from '../gateway/body.ts';
import { editRow, nextNumber, read, write } from '../gateway/books.ts';
import { badRequest, noKey } from '../gateway/gateway-error.ts';
import type { GatewayFault } from '../gateway/serve-gateway.ts';
import type { SignIns } from '../gateway/sign-in.ts';
import { readBooks } from './books.ts';
import type { Company } from './company.ts';
import { importJournal } from './journal-import.ts';
import { enterInvoice } from './invoices.ts';
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
  'import-journal': ({ company }, body) => importJournal(company, String(body['csv'] ?? '')),
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
  if (`${method} ${path}` === 'GET /sandbox/books') return readBooks(parts.company);
  if (`${method} ${path}` === 'GET /sandbox/faults') return { faults: parts.faults.list() };
  if (`${method} ${path}` === 'POST /sandbox/faults') return parts.faults.set(body);
  const record = /^\/sandbox\/record\/(\w+)\/(.+)$/.exec(path);
  if (method === 'GET' && record && parts.company.dictionary.has(record[1] ?? '')) {
    const found = read(parts.company, record[1] ?? '', ...(record[2] ?? '').split('/').map(decodeURIComponent));
    if (found) return found;
  }
  throw noKey(`The sandbox has nothing at ${path}.`);
}
