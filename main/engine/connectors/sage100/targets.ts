import { addDays, LocalDate } from '../../../../shared/values/date.ts';
import type { Json, Sent, Session, StepName, Target } from '../connector.ts';
import { allRows } from '../gateway/pages.ts';
import { asFields, needed as neededBy, post as postTo } from '../gateway/writing.ts';
import type { Writing } from '../gateway/writing.ts';
import { isObject, textAt } from '../json-value.ts';
import type { JsonObject } from '../json-value.ts';
import { sentAs } from '../sent.ts';
import { customerId, sageDay } from './gateway.ts';
import { invoiceKey } from './invoice-number.ts';
import { ROUNDING_ITEM } from './settings.ts';

const CUSTOMER = ['ARDivisionNo', 'CustomerNo'] as const;

const needed = (body: Json, field: string): string => neededBy(body, field, 'Sage 100');
const post = (session: Session, path: string, { body, ...writing }: Writing): Promise<Json> => postTo(session, path, { ...writing, body: asFields(body, sageDay) });

const ofCustomer = (body: Json): string => `${needed(body, CUSTOMER[0])}-${needed(body, CUSTOMER[1])}`;

const customer: Target = {
  step: 'customer', entity: 'AR_Customer', dateField: '',
  async send(session, body, signal) {
    const answer = await post(session, '/AR/Customer', { body, name: [textAt(body, 'ARDivisionNo'), textAt(body, 'CustomerNo'), needed(body, 'CustomerName'), textAt(body, 'EmailAddress')], signal });
    return sentAs('Sage 100', { id: textAt(answer, 'CustomerNo') && customerId(answer), number: customerId(answer), answer });
  },
  /** Ours only when the name agrees as well; where Sage gives the number, name and e-mail say who it is. */
  async find(session, body, signal) {
    const [name, email, number] = [needed(body, 'CustomerName'), textAt(body, 'EmailAddress').trim(), textAt(body, 'CustomerNo').trim()];
    const query = number ? { customer: ofCustomer(body) } : { name, ...(email && { email }) };
    const row = (await allRows(session, '/AR/Customer', { query, signal })).find(one => textAt(one, 'CustomerName').trim().toLowerCase() === name.toLowerCase() && textAt(one, 'ARDivisionNo') === needed(body, 'ARDivisionNo'));
    return row === undefined ? null : { id: customerId(row), number: customerId(row), answer: row };
  },
};

/** A document may have been moved to another day before it was looked for; a reference used again years later is another order. */
const MOVED_DAYS = 92;
/** Deleted orders and quotes of an order's history. */
const GONE = new Set(['X', 'Z', 'Q']);

const salesOrder: Target = {
  step: 'salesOrder', entity: 'SO_SalesOrder', dateField: 'OrderDate', customerField: CUSTOMER,
  async send(session, body, signal) {
    const answer = await post(session, '/SO/SalesOrder', { body, name: [ofCustomer(body), needed(body, 'CustomerPONo'), sageDay(textAt(body, 'OrderDate'))], signal });
    return orderSent(answer);
  },
  /** A complete order leaves the open ones and lives on in the history. */
  async find(session, body, signal) {
    const on = LocalDate.safeParse(textAt(body, 'OrderDate').slice(0, 10));
    const query = { customer: ofCustomer(body), poNo: needed(body, 'CustomerPONo'), ...(on.success && { from: sageDay(addDays(on.data, -MOVED_DAYS)), to: sageDay(addDays(on.data, MOVED_DAYS)) }) };
    for (const path of ['/SO/SalesOrder', '/SO/SalesOrderHistory']) {
      const row = (await allRows(session, path, { query, signal })).find(one => path === '/SO/SalesOrder' || !GONE.has(textAt(one, 'OrderStatus')));
      if (row !== undefined) return orderSent(row);
    }
    return null;
  },
};

const orderSent = (answer: Json): Sent => sentAs('Sage 100', { id: textAt(answer, 'SalesOrderNo'), number: textAt(answer, 'SalesOrderNo'), answer });

type Waiting = { step: StepName; entity: string; path: string; posted: string; dateField: string; reference: string; postedReference: string; type?: string; sent(row: Json): Sent; complete?(session: Session, body: JsonObject): Json };

/** A document that waits for staff to post it: looked for among what is entered, then in the history. */
function waitingTarget({ step, entity, path, posted, dateField, reference, postedReference, type, sent, complete }: Waiting): Target {
  return {
    step, entity, dateField, customerField: CUSTOMER,
    async send(session, body, signal) {
      const whole = complete && isObject(body) ? complete(session, body) : body;
      return sent(await post(session, path, { body: whole, name: [ofCustomer(body), needed(body, reference)], signal }));
    },
    async find(session, body, signal) {
      const query = { customer: ofCustomer(body), reference: needed(body, reference), ...(type && { type }) };
      for (const [place, column] of [[path, reference], [posted, postedReference]] as const) {
        const row = (await allRows(session, place, { query, signal })).find(one => textAt(one, column).trim() === query.reference);
        if (row !== undefined) return sent(row);
      }
      return null;
    },
  };
}

/** Money without goods is credited by charge items that the connection names. */
function withCreditItem({ settings }: Session, body: JsonObject): Json {
  const items: Readonly<Record<string, string>> = { '': settings['creditItem'] || '/REFUND', [ROUNDING_ITEM]: settings['roundingItem'] || ROUNDING_ITEM };
  const lines = Array.isArray(body['Lines']) ? body['Lines'] : [];
  return { ...body, Lines: lines.map(line => (isObject(line) ? { ...line, ItemCode: items[textAt(line, 'ItemCode')] ?? textAt(line, 'ItemCode') } : line)) };
}

export const targets = {
  customer, salesOrder,
  receipt: waitingTarget({
    step: 'receipt', entity: 'AR_CashReceipts', path: '/AR/CashReceipts', posted: '/AR/CashReceiptsHistory', dateField: 'DepositDate', reference: 'OtherPaymentTypeRefNo', postedReference: 'Comment',
    sent: answer => sentAs('Sage 100', { id: textAt(answer, 'DepositNo'), number: textAt(answer, 'DepositNo'), answer }),
  }),
  refund: waitingTarget({
    step: 'refund', entity: 'AR_CashReceipts', path: '/AR/CashReceipts', posted: '/AR/CashReceiptsHistory', dateField: 'DepositDate', reference: 'OtherPaymentTypeRefNo', postedReference: 'Comment',
    sent: answer => sentAs('Sage 100', { id: textAt(answer, 'DepositNo'), number: textAt(answer, 'DepositNo'), answer }),
  }),
  creditNote: waitingTarget({
    step: 'creditNote', entity: 'SO_Invoice', path: '/SO/Invoice', posted: '/AR/InvoiceHistory', dateField: 'InvoiceDate', reference: 'Comment', postedReference: 'Comment', type: 'CM', complete: withCreditItem,
    sent: answer => sentAs('Sage 100', { id: invoiceKey(textAt(answer, 'InvoiceNo')), number: textAt(answer, 'InvoiceNo'), answer }),
  }),
} satisfies Partial<Record<StepName, Target>>;
