import { addDays, LocalDate } from '../../../../shared/values/date.ts';
import type { Json, Sent, Session, StepName, Target } from '../connector.ts';
import { allRows } from '../gateway/pages.ts';
import { asFields, needed as neededBy, post as postTo } from '../gateway/writing.ts';
import type { Writing } from '../gateway/writing.ts';
import { isObject, listAt, textAt } from '../json-value.ts';
import { sentAs } from '../sent.ts';
import { STANDS_FOR } from './documents.ts';
import { numberAt, sageProDay } from './gateway.ts';
import { withThreePlaces } from './prices.ts';
import { ITEM_SETTINGS, itemFor } from './settings.ts';

const LINES = 'LineItems';

const needed = (body: Json, field: string): string => neededBy(body, field, 'Sage Pro');

const post = (session: Session, path: string, { body, ...writing }: Writing): Promise<Json> =>
  postTo(session, path, { ...writing, body: asFields(isObject(body) ? withThreePlaces(body, LINES) : body, sageProDay) });

const customer: Target = {
  step: 'customer', entity: 'customers', dateField: '',
  async send(session, body, signal) {
    const answer = await post(session, '/customers', { body, name: [textAt(body, 'CustomerNo'), needed(body, 'Company'), textAt(body, 'Email')], signal });
    return numbered(answer, 'CustomerNo');
  },
  /** Ours only when the name agrees as well; where the gateway gives the number, name and e-mail say who it is. */
  async find(session, body, signal) {
    const [name, email, number] = [needed(body, 'Company'), textAt(body, 'Email').trim(), textAt(body, 'CustomerNo').trim()];
    const query = number ? { customer: number } : { name, ...(email && { email }) };
    const row = (await allRows(session, '/customers', { query, signal })).find(one => textAt(one, 'Company').trim().toLowerCase() === name.toLowerCase());
    return row === undefined ? null : numbered(row, 'CustomerNo');
  },
};

const numbered = (answer: Json, name: string): Sent => sentAs('Sage Pro', { id: numberAt(answer, name), number: numberAt(answer, name), answer });

/** A document may have been moved to another day before it was looked for; a reference used again years later is another order. */
const MOVED_DAYS = 92;
/** Void and cancelled orders. */
const GONE = new Set(['V', 'X']);

const salesOrder: Target = {
  step: 'salesOrder', entity: 'orders', dateField: 'OrderDate', customerField: 'CustomerNo',
  send: async (session, body, signal) => numbered(await post(session, '/orders', { body, name: [needed(body, 'CustomerNo'), needed(body, 'PONumber'), sageProDay(textAt(body, 'OrderDate'))], signal }), 'SalesOrderNo'),
  /** Open orders and the history answer at one address. */
  async find(session, body, signal) {
    const on = LocalDate.safeParse(sageProDay(textAt(body, 'OrderDate')));
    const query = { customer: needed(body, 'CustomerNo'), poNumber: needed(body, 'PONumber'), ...(on.success && { from: addDays(on.data, -MOVED_DAYS), to: addDays(on.data, MOVED_DAYS) }) };
    const row = (await allRows(session, '/orders', { query, signal })).find(one => !GONE.has(textAt(one, 'Status')));
    return row === undefined ? null : numbered(row, 'SalesOrderNo');
  },
};

const paymentTarget = (step: 'receipt' | 'refund'): Target => ({
  step, entity: 'payments', dateField: 'PaymentDate', customerField: 'CustomerNo',
  send: async (session, body, signal) => numbered(await post(session, '/payments', { body, name: [needed(body, 'CustomerNo'), needed(body, 'Reference')], signal }), 'PaymentNo'),
  async find(session, body, signal) {
    const [row] = await allRows(session, '/payments', { query: { customer: needed(body, 'CustomerNo'), reference: needed(body, 'Reference') }, signal });
    return row === undefined ? null : numbered(row, 'PaymentNo');
  },
});

/** A document of amounts. An order's own invoice may carry the same PO number; ours says in its notes what it is for. */
function ledgerTarget(step: 'invoice' | 'creditNote', type: string): Target {
  return {
    step, entity: 'invoices', dateField: 'InvoiceDate', customerField: 'CustomerNo',
    send: async (session, body, signal) => numbered(await post(session, '/invoices', { body: withItems(session, body), name: [type, needed(body, 'CustomerNo'), needed(body, 'PONumber'), needed(body, 'Notes')], signal }), 'InvoiceNo'),
    async find(session, body, signal) {
      const notes = needed(body, 'Notes');
      const row = (await allRows(session, '/invoices', { query: { customer: needed(body, 'CustomerNo'), poNumber: needed(body, 'PONumber'), type }, signal })).find(one => textAt(one, 'Notes').trim() === notes);
      return row === undefined ? null : numbered(row, 'InvoiceNo');
    },
  };
}

/** Lines that stand for money get the item that this connection names for it. */
function withItems(session: Session, body: Json): Json {
  if (!isObject(body)) return body;
  const lines = listAt(body, LINES).map(line => {
    if (!isObject(line)) return line;
    const { [STANDS_FOR]: kind, ...rest } = line;
    // Written by documents.ts, with one of the names of the table.
    const name = typeof kind === 'string' ? ITEM_SETTINGS[kind as keyof typeof ITEM_SETTINGS] : undefined;
    return name === undefined ? rest : { ItemCode: itemFor(session.settings, name), ...rest };
  });
  return { ...body, [LINES]: lines };
}

export const targets = { customer, salesOrder, receipt: paymentTarget('receipt'), refund: paymentTarget('refund'), invoice: ledgerTarget('invoice', ''), creditNote: ledgerTarget('creditNote', 'C') } satisfies Partial<Record<StepName, Target>>;
