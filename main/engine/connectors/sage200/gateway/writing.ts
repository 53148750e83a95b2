import { AppError } from '../../../../../shared/contract/errors.ts';
import { addDays, LocalDate } from '../../../../../shared/values/date.ts';
import { formatMinor } from '../../../../../shared/values/money.ts';
import type { Documents, Erp, JournalEntry, Json, Sent, Session, StepName, Target } from '../../connector.ts';
import { allRows, firstRow } from '../../gateway/pages.ts';
import { asFields, needed as neededBy, post as postTo } from '../../gateway/writing.ts';
import type { Writing } from '../../gateway/writing.ts';
import { textAt } from '../../json-value.ts';
import { sentAs } from '../../sent.ts';

const SYSTEM = 'Sage 200';
const MAX_REFERENCE = 20;

const dayOf = (day: string): string => day.slice(0, 10);
const needed = (body: Json, field: string): string => neededBy(body, field, SYSTEM);
const post = (session: Session, path: string, { body, ...writing }: Writing): Promise<Json> => postTo(session, path, { ...writing, body: asFields(body, dayOf) });
const numbered = (answer: Json, name: string): Sent => sentAs(SYSTEM, { id: textAt(answer, name), number: textAt(answer, name), answer });

const customer: Target = {
  step: 'customer', entity: 'customers', dateField: '', referenceField: 'CustomerAccountRef',
  send: async (session, body, signal) => numbered(await post(session, '/customers', { body, name: [needed(body, 'CustomerAccountRef'), needed(body, 'CustomerName')], signal }), 'CustomerAccountRef'),
  /** Ours only when the name agrees as well: the same reference may be somebody else's account. */
  async find(session, body, signal) {
    const row = await firstRow(session, '/customers', { query: { accountRef: needed(body, 'CustomerAccountRef') }, signal });
    return row === undefined || textAt(row, 'CustomerName').toLowerCase() !== textAt(body, 'CustomerName').toLowerCase() ? null : numbered(row, 'CustomerAccountRef');
  },
};

/** A document may have been moved to another day (a closed period) before it was looked for; a reference used again years later is another order. */
const MOVED_DAYS = 92;

const salesOrder: Target = {
  step: 'salesOrder', entity: 'salesorders', dateField: 'OrderDate', customerField: 'CustomerAccountRef',
  send: async (session, body, signal) => numbered(await post(session, '/salesorders', { body, name: [needed(body, 'CustomerAccountRef'), needed(body, 'CustomerOrderNumber'), dayOf(textAt(body, 'OrderDate'))], signal }), 'OrderNumber'),
  async find(session, body, signal) {
    const on = LocalDate.safeParse(dayOf(textAt(body, 'OrderDate')));
    const query = { customer: needed(body, 'CustomerAccountRef'), customerOrderNumber: needed(body, 'CustomerOrderNumber'), ...(on.success && { from: addDays(on.data, -MOVED_DAYS), to: addDays(on.data, MOVED_DAYS) }) };
    const row = (await allRows(session, '/salesorders', { query, signal })).find(one => textAt(one, 'Status') !== 'Cancelled');
    return row === undefined ? null : numbered(row, 'OrderNumber');
  },
};

const orderPath = (body: Json): string => `/salesorders/${encodeURIComponent(needed(body, 'OrderNumber'))}`;

/** The order itself says that it has left; Sage's staff invoice it from there. */
const despatch: Target = {
  step: 'despatch', entity: 'salesorders', dateField: 'DespatchDate',
  async send(session, body, signal) {
    const answer = await session.request({ method: 'PUT', path: orderPath(body), body: { Status: 'Despatched', DespatchDate: dayOf(needed(body, 'DespatchDate')) }, write: true, signal });
    return numbered(answer, 'OrderNumber');
  },
  async find(session, body, signal) {
    const order = await session.request({ method: 'GET', path: orderPath(body), signal });
    return textAt(order, 'Status') === 'Despatched' ? numbered(order, 'OrderNumber') : null;
  },
};

const receipt: Target = {
  step: 'receipt', entity: 'customerpayments', dateField: 'PaymentDate', customerField: 'CustomerAccountRef',
  send: async (session, body, signal) => numbered(await post(session, '/customerpayments', { body, name: [needed(body, 'CustomerAccountRef'), needed(body, 'SecondReference')], signal }), 'PaymentNumber'),
  async find(session, body, signal) {
    const row = await firstRow(session, '/customerpayments', { query: { customer: needed(body, 'CustomerAccountRef'), secondReference: needed(body, 'SecondReference'), type: 'PurchasePaymentSalesReceipt' }, signal });
    return row === undefined ? null : numbered(row, 'URN');
  },
};

export const targets = { customer, salesOrder, despatch, receipt } satisfies Partial<Record<StepName, Target>>;

export const documents = {
  despatch: ({ salesOrder: order, on }) => ({ OrderNumber: textAt(order, 'OrderNumber'), DespatchDate: on }),
  receipt: ({ customerId, bankId, amountMinor, currency, on, reference, secondReference }) => ({
    CustomerAccountRef: customerId, BankCode: bankId, PaymentDate: on, Amount: formatMinor(amountMinor, currency), Reference: reference.slice(0, MAX_REFERENCE), SecondReference: secondReference.slice(0, MAX_REFERENCE),
  }),
} satisfies Partial<Documents>;

function journalBody({ document, on, narrative, currency, lines }: JournalEntry): Json {
  return {
    JournalDate: on, Reference: document.slice(0, MAX_REFERENCE), Narrative: narrative,
    Lines: lines.map(({ bankId, nominalCode, amountMinor }) => {
      if (bankId !== null) throw new AppError('journal.bank', 'fixRecord', 'A journal of Sage 200 takes no bank account: what moves money is a cash-book entry.', { field: 'Lines' });
      return { NominalCode: nominalCode, Debit: formatMinor(Math.max(0, amountMinor), currency), Credit: formatMinor(Math.max(0, -amountMinor), currency) };
    }),
  };
}

export const postJournal: NonNullable<Erp['postJournal']> = {
  send: async (session, entry, signal) => numbered(await post(session, '/generalledger/journals', { body: journalBody(entry), name: [entry.document, entry.on], signal }), 'JournalNumber'),
  async find(session, { document, on }, signal) {
    const row = await firstRow(session, '/generalledger/journals', { query: { reference: document.slice(0, MAX_REFERENCE), from: on, to: on }, signal });
    return row === undefined ? null : numbered(row, 'JournalNumber');
  },
};
