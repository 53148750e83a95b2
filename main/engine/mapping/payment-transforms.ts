import { tableReader } from './choice-transforms.ts';
import { wrongRow } from './comparisons.ts';
import { asText, isProblem, problem } from './record-context.ts';
import type { Problem, Value } from './record-context.ts';
import { eg, needed, optional } from './transform.ts';
import type { Transform } from './transform.ts';

const GROUP = 'Payment and status';

type Meanings = readonly (readonly [meaning: string, ...words: string[]])[];

/** Words as shops, gateways and marketplaces write them, without signs and capitals; the longest that the text begins with or holds decides. */
const METHODS: Meanings = [
  ['card', 'visa', 'mastercard', 'maestro', 'amex', 'american express', 'credit card', 'debit card', 'card', 'creditcard', 'diners', 'discover', 'jcb', 'scheme', 'stripe', 'shopify payments', 'worldpay', 'sagepay', 'opayo', 'adyen', 'square', 'sumup', 'braintree'],
  ['paypal', 'paypal', 'pay pal', 'braintree paypal'],
  ['wallet', 'apple pay', 'applepay', 'google pay', 'googlepay', 'amazon pay', 'amazon payments', 'shop pay'],
  ['pay later', 'klarna', 'clearpay', 'afterpay', 'affirm', 'laybuy', 'pay later', 'paylater', 'instalments', 'paypal credit'],
  ['bank transfer', 'bank transfer', 'banktransfer', 'bacs', 'sepa', 'wire', 'faster payment', 'open banking', 'ideal', 'sofort', 'ach', 'eft'],
  ['direct debit', 'direct debit', 'directdebit', 'gocardless', 'sepa direct debit'],
  ['marketplace', 'amazon', 'ebay', 'managed payments', 'etsy', 'walmart', 'onbuy', 'marketplace', 'tiktok'],
  ['gift card', 'gift card', 'giftcard', 'voucher', 'store credit', 'loyalty'],
  ['cash', 'cash', 'cash on delivery', 'cod'],
  ['cheque', 'cheque', 'check'],
  ['on account', 'on account', 'invoice', 'net 30', 'credit account', 'trade account', 'purchase order'],
];

/** Statuses of shops in six words. */
const STATUSES: readonly (readonly [status: string, ...words: string[]])[] = [
  ['unpaid', 'unpaid', 'pending payment', 'awaiting payment', 'payment pending', 'authorized', 'authorised', 'partially paid', 'voided'],
  ['open', 'paid', 'open', 'processing', 'pending', 'unfulfilled', 'unshipped', 'new', 'confirmed', 'in progress', 'partial', 'partially fulfilled', 'on hold', 'parked'],
  ['despatched', 'despatched', 'dispatched', 'shipped', 'fulfilled', 'sent', 'in transit', 'processed'],
  ['delivered', 'delivered', 'completed', 'complete', 'closed', 'collected'],
  ['cancelled', 'cancelled', 'canceled', 'void', 'declined', 'failed', 'expired'],
  ['returned', 'returned', 'refunded', 'partially refunded', 'return', 'chargeback'],
];

const plain = (text: string): string => ` ${text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim()} `;

/** The meaning whose longest word stands in the text. */
function meaningOf(meanings: Meanings, text: string): string | undefined {
  const padded = plain(text);
  let best = { length: 0, meaning: undefined as string | undefined };
  for (const [meaning, ...words] of meanings) {
    for (const word of words) if (word.length > best.length && padded.includes(` ${word} `)) best = { length: word.length, meaning };
  }
  return best.meaning;
}

/** Shapes that gateways publish for their ids. What two of them could have made is in no row. */
const GATEWAYS: readonly (readonly [gateway: string, shape: RegExp])[] = [
  ['Stripe', /^(?:ch|pi|py|re|pyr|txn|cs|tr|po|dp)_(?:test_|live_)?[A-Za-z0-9]{14,}$/],
  ['Mollie', /^(?:tr|re|ord)_[A-Za-z0-9]{6,12}$/],
  ['Checkout.com', /^(?:pay|act)_[a-z0-9]{26}$/],
  ['GoCardless', /^(?:PM|MD|PO)[0-9A-Z]{10,14}$/],
  ['Amazon Pay', /^[PSB]\d{2}-\d{7}-\d{7}(?:-[A-Z]\d{6})?$/],
  ['Amazon', /^\d{3}-\d{7}-\d{7}$/],
  ['eBay', /^\d{2}-\d{5}-\d{5}$/],
  ['PayPal', /^(?=.*\d)(?=.*[A-Z])[0-9A-Z]{17}$/],
  ['Adyen', /^(?=.*\d)(?=.*[A-Z])[0-9A-Z]{16}$/],
  ['Klarna', /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
];

const gatewayOf = (id: string): string | undefined => GATEWAYS.find(([, shape]) => shape.test(id))?.[0];

const noGateway = (id: string) => problem('gateway.unknown', id, `"${id}" has the shape of no gateway's transactions that Tieout knows. Look the payment method up instead, or take "otherwise".`);

/** The common word for what a shop says; where there is none, what was given instead, or the record stops. */
const inCommonWords = (meanings: Meanings, otherwise: string, code: string, what: string) => (value: Value): Value | Problem => {
  const text = asText(value).trim();
  if (text === '') return null;
  return meaningOf(meanings, text) ?? (otherwise === '' ? problem(code, text, `"${text}" is no ${what} that Tieout knows. Use a lookup table, or give an "otherwise".`) : otherwise);
};

export const paymentTransforms = {
  orderStatus: {
    label: 'Status in common words', help: "Writes a shop's order status as unpaid, open, despatched, delivered, cancelled or returned. Use a lookup table behind it for the ERP's own words.", group: GROUP,
    parameters: [optional('otherwise', 'Otherwise')],
    examples: [eg('SHIPPED', 'despatched'), eg('partially_refunded', 'returned'), eg('Awaiting payment', 'unpaid'), eg('canceled', 'cancelled'), eg('Weird', 'open', { otherwise: 'open' }), eg('Weird', 'stops: status.unknown'), eg('', '')],
    apply: ({ otherwise = '' }) => inCommonWords(STATUSES, otherwise, 'status.unknown', 'order status'),
  },
  paymentMethod: {
    label: 'Payment method in common words', help: "Writes what a shop or gateway calls a payment as card, paypal, wallet, pay later, bank transfer, direct debit, marketplace, gift card, cash, cheque or on account. Use a lookup table behind it for the ERP's own codes.", group: GROUP,
    parameters: [optional('otherwise', 'Otherwise')],
    examples: [
      eg('Visa ending in 4242', 'card'), eg('shopify_payments', 'card'), eg('PayPal Express', 'paypal'), eg('klarna_paylater', 'pay later'), eg('Amazon', 'marketplace'), eg('Amazon Pay', 'wallet'), eg('BACS', 'bank transfer'),
      eg('Barter', 'other', { otherwise: 'other' }), eg('Barter', 'stops: payment.unknown'), eg('', ''),
    ],
    apply: ({ otherwise = '' }) => inCommonWords(METHODS, otherwise, 'payment.unknown', 'payment method'),
  },
  gateway: {
    label: 'Gateway of a transaction', help: 'Tells by the shape of a transaction id which gateway or marketplace made it: Stripe, PayPal, Adyen, Klarna, Mollie, Checkout.com, GoCardless, Amazon, Amazon Pay or eBay.', group: GROUP,
    parameters: [optional('otherwise', 'Otherwise')],
    examples: [eg('ch_3PqLmN2eZvKYlo2C1abcdEFG', 'Stripe'), eg('8XY12345AB678901C', 'PayPal'), eg('NC6HT9CRT65ZGN82', 'Adyen'), eg('203-1234567-1234567', 'Amazon'), eg('4242424242424242', 'stops: gateway.unknown'), eg('x', 'other', { otherwise: 'other' }), eg('', '')],
    apply: ({ otherwise = '' }) => value => {
      const text = asText(value).trim();
      return text === '' ? null : gatewayOf(text) ?? (otherwise === '' ? noGateway(text) : otherwise);
    },
  },
  gatewayLedger: {
    label: 'Ledger account of a transaction', help: "Gives the ledger account by the gateway that made the transaction id, from a lookup table or rows such as \"Stripe=1252; PayPal=1251\".", group: GROUP,
    parameters: [needed('table', 'Table of gateways, or rows gateway=account', 'table'), optional('otherwise', 'Otherwise'), optional('column', 'Column', 'column')],
    examples: [
      eg('pi_3PqLmN2eZvKYlo2C1abcdEFG', '1252', { table: 'Stripe=1252; PayPal=1251' }), eg('8XY12345AB678901C', '1251', { table: 'Payment methods' }), eg('203-1234567-1234567', '1299', { table: 'Stripe=1252', otherwise: '1299' }),
      eg('203-1234567-1234567', 'stops: lookup.missing', { table: 'Stripe=1252' }), eg('unknown', 'stops: gateway.unknown', { table: 'Stripe=1252' }), eg('', '', { table: 'Stripe=1252' }),
    ],
    check: ({ table = '' }) => (table.includes('=') ? wrongRow(table) : null),
    apply: ({ table = '', otherwise = '', column = '' }) => {
      const read = tableReader(table.trim(), column);
      return (value, scope) => {
        const text = asText(value).trim();
        if (text === '') return null;
        const gateway = gatewayOf(text);
        const account = gateway === undefined ? undefined : read(gateway, scope);
        if (account !== undefined && isProblem(account)) return account;
        if (account !== undefined || otherwise !== '') return account ?? otherwise;
        return gateway === undefined ? noGateway(text) : problem('lookup.missing', gateway, `The table has no account for ${gateway}. Add a row for it.`);
      };
    },
  },
} satisfies Record<string, Transform>;
