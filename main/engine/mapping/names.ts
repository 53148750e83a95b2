/** Names of fields as words: split, spelled out, and brought to one word where the trade has several. */

/** Letters that old systems put before a name to say its type: cFullName, fTotalCharge, pkOrderID, dReceivedDate. */
const TYPE_PREFIX = /^(?:pk|fk|[cfndbis])(?=[A-Z][a-z])/;

/** Short forms and what they stand for. One that can mean two things is left alone. */
const ABBREVIATIONS: Readonly<Record<string, string>> = {
  num: 'number', no: 'number', nr: 'number', nbr: 'number', num1: 'number', ref: 'reference', refs: 'reference', refno: 'reference number', addr: 'address', adr: 'address', qty: 'quantity', qnty: 'quantity',
  desc: 'description', descr: 'description', descrip: 'description', pct: 'percent', perc: 'percent', tel: 'telephone', ph: 'telephone', amt: 'amount', amnt: 'amount', doc: 'document', cust: 'customer',
  org: 'organisation', uom: 'unit of measure', um: 'unit of measure', dt: 'date', dte: 'date', cd: 'code', cde: 'code', nm: 'name', wh: 'warehouse', whse: 'warehouse', whs: 'warehouse', po: 'purchase order',
  so: 'sales order', pn: 'part number', acct: 'account', acc: 'account', ccy: 'currency', cur: 'currency', curr: 'currency', exch: 'exchange', fx: 'exchange', seq: 'sequence', ln: 'line', lin: 'line',
  itm: 'item', prod: 'product', prd: 'product', stk: 'stock', loc: 'location', ship: 'shipping', shp: 'shipping', del: 'delivery', deliv: 'delivery', dlv: 'delivery', inv: 'invoice', disc: 'discount', dsc: 'discount',
  prc: 'price', chg: 'charge', wt: 'weight', wgt: 'weight', vol: 'volume', sub: 'sub', tot: 'total', req: 'requested', rqst: 'requested', reqd: 'requested', prom: 'promised', cntry: 'country', ctry: 'country',
  st: 'street', str: 'street', cty: 'city', zip: 'postcode', fname: 'first name', lname: 'last name', firstname: 'first name', lastname: 'last name', fullname: 'full name', msg: 'message', txt: 'text', stat: 'status',
  sts: 'status', trx: 'transaction', txn: 'transaction', trans: 'transaction', mfg: 'manufacturer', mfr: 'manufacturer', sn: 'serial number', ser: 'serial', exp: 'expiry', expy: 'expiry', dept: 'department',
  dep: 'department', cc: 'cost centre', gl: 'nominal', vat: 'tax', gst: 'tax', pymt: 'payment', pmt: 'payment', pay: 'payment', meth: 'method', orig: 'original', src: 'source', tgt: 'target', dest: 'destination',
  cnt: 'count', max: 'maximum', min: 'minimum', avg: 'average', yr: 'year', mth: 'month', ord: 'order', ordr: 'order', usr: 'user', grp: 'group', cat: 'category', ext: 'external', int: 'internal', tm: 'time', ts: 'timestamp',
};

/** Runs of words that mean one thing, longest first. */
const PHRASES: readonly (readonly [string, string])[] = [
  ['purchase order number', 'ordernumber'], ['sales order number', 'ordernumber'], ['customer document number', 'orderreference'], ['order reference number', 'orderreference'], ['customer order reference', 'orderreference'],
  ['unit of measure', 'measure'], ['price per unit', 'unitprice'], ['selling unit price', 'unitprice'], ['selling price', 'unitprice'], ['item price', 'unitprice'], ['sub source', 'subsource'], ['post code', 'postcode'], ['reference number', 'reference'], ['postal code', 'postcode'], ['postcode code', 'postcode'],
  ['e mail', 'email'], ['unit price', 'unitprice'], ['unit cost', 'unitcost'], ['line quantity', 'quantity'], ['order quantity', 'quantity'], ['tax rate', 'taxrate'], ['tax code', 'taxrate'], ['conversion rate', 'exchangerate'],
  ['exchange rate', 'exchangerate'], ['currency rate', 'exchangerate'], ['telephone number', 'phone'], ['phone number', 'phone'], ['telephone subscriber number', 'phone'], ['fax number', 'fax'], ['full name', 'fullname'], ['postal name', 'fullname'],
  ['contact name', 'fullname'], ['first name', 'givenname'], ['given name', 'givenname'], ['last name', 'familyname'], ['family name', 'familyname'], ['company name', 'company'], ['item code', 'sku'], ['product code', 'sku'], ['stock code', 'sku'], ['item number', 'sku'],
  ['part number', 'sku'], ['article number', 'sku'], ['product id', 'sku'], ['product reference', 'sku'], ['item id', 'sku'], ['stock item', 'sku'], ['order id', 'ordernumber'], ['order number', 'ordernumber'], ['order date', 'orderdate'], ['document date', 'orderdate'],
  ['received date', 'orderdate'], ['transaction date', 'orderdate'], ['created at', 'orderdate'], ['date created', 'orderdate'], ['creation date', 'orderdate'], ['paid date', 'paymentdate'], ['payment date', 'paymentdate'], ['paid date time', 'paymentdate'],
  ['postal service', 'carrier'], ['shipping method', 'carrier'], ['shipping service', 'carrier'], ['postage cost', 'carriage'], ['shipping cost', 'carriage'], ['shipping charge', 'carriage'], ['freight charge', 'carriage'], ['shipping total', 'carriage'],
  ['total charge', 'gross'], ['grand total', 'gross'], ['total price', 'gross'], ['total value', 'gross'], ['cheque value', 'gross'], ['payment value', 'gross'], ['total paid', 'gross'], ['payment method', 'paymentmethod'], ['payment type', 'paymentmethod'], ['serial number', 'serial'],
  ['despatch by', 'requested'], ['ship to', 'delivery'], ['deliver to', 'delivery'], ['bill to', 'billing'], ['invoice to', 'billing'], ['sold to', 'billing'],
];

/** Words of the trade that mean the same; the first stands for all. */
const SYNONYMS: readonly (readonly string[])[] = [
  ['phone', 'telephone', 'mobile', 'cellphone'], ['email', 'mail'], ['postcode', 'zipcode', 'postalcode', 'plz'], ['city', 'town', 'locality', 'suburb'], ['region', 'county', 'state', 'province'], ['sku', 'stockcode', 'itemcode', 'partnumber'],
  ['item', 'product', 'article', 'goods', 'part', 'stock', 'material'], ['line', 'detail', 'row', 'lines', 'items', 'details'], ['quantity', 'count', 'pieces'], ['price', 'rate'], ['customer', 'buyer', 'client', 'debtor', 'consumer', 'purchaser'],
  ['supplier', 'vendor', 'seller', 'creditor'], ['delivery', 'shipping', 'shipment', 'ship', 'despatch', 'dispatch', 'postal', 'fulfilment', 'fulfillment'], ['billing', 'invoice', 'bill', 'invoicing'], ['carrier', 'courier'], ['carriage', 'postage', 'freight'],
  ['tax', 'duty'], ['total', 'sum', 'amount', 'value'], ['net', 'subtotal', 'goods'], ['description', 'title', 'narrative', 'label', 'caption'], ['comment', 'note', 'notes', 'remark', 'memo', 'remarks', 'notation', 'message'], ['reference', 'identifier', 'key'],
  ['company', 'organisation', 'organization', 'business', 'firm'], ['warehouse', 'location', 'depot', 'store', 'fulfilmentlocation'], ['source', 'channel', 'marketplace'], ['lot', 'batch'], ['expiry', 'expiration', 'bestbefore'], ['weight', 'mass'],
  ['date', 'day', 'datetime', 'timestamp', 'time'], ['requested', 'required', 'wanted', 'due', 'promised'], ['street', 'address', 'road'], ['number', 'id'], ['measure', 'unit'], ['from', 'origin', 'source'], ['to', 'destination', 'target'],
  ['gender', 'sex'], ['birth', 'born', 'birthdate'], ['start', 'begin', 'beginning', 'commencement'], ['end', 'stop', 'finish', 'ending'], ['user', 'person', 'operator', 'employee'], ['type', 'kind', 'category', 'class'], ['status', 'state'], ['method', 'mode', 'way'],
  ['contact', 'person'], ['discount', 'rebate', 'allowance'], ['image', 'picture', 'photo'], ['barcode', 'ean', 'gtin', 'upc'], ['created', 'added', 'entered'], ['updated', 'modified', 'changed'], ['payment', 'paid', 'receipt'], ['cost', 'charge', 'fee'],
];

/** Words that are not the same, but stand for one another often enough to be looked at. */
const RELATED: readonly (readonly [string, string, number])[] = [
  ['givenname', 'fullname', 0.7], ['familyname', 'fullname', 0.7], ['contact', 'fullname', 0.75], ['company', 'fullname', 0.55], ['name', 'fullname', 0.75], ['name', 'company', 0.6], ['name', 'description', 0.5],
  ['sku', 'item', 0.7], ['code', 'sku', 0.6], ['code', 'id', 0.5], ['code', 'number', 0.6], ['reference', 'number', 0.6], ['reference', 'orderreference', 0.85], ['ordernumber', 'orderreference', 0.7], ['number', 'ordernumber', 0.5],
  ['unitprice', 'price', 0.8], ['gross', 'total', 0.8], ['net', 'total', 0.6], ['taxrate', 'tax', 0.7], ['orderdate', 'date', 0.7], ['paymentdate', 'date', 0.6], ['paymentdate', 'orderdate', 0.5], ['carriage', 'delivery', 0.6], ['carrier', 'delivery', 0.6],
  ['paymentmethod', 'payment', 0.7], ['exchangerate', 'price', 0.4], ['customer', 'billing', 0.5], ['comment', 'description', 0.5], ['quantity', 'number', 0.4], ['measure', 'quantity', 0.3], ['postcode', 'code', 0.4], ['serial', 'lot', 0.4],
];

const RELATED_BY_WORD = new Map<string, Map<string, number>>();
for (const [a, b, likeness] of RELATED) {
  for (const [one, other] of [[a, b], [b, a]] as const) RELATED_BY_WORD.set(one, (RELATED_BY_WORD.get(one) ?? new Map<string, number>()).set(other, likeness));
}

/** How far two words of the trade stand for one another, 0 when nothing is known. */
export const relatedness = (a: string, b: string): number => RELATED_BY_WORD.get(a)?.get(b) ?? 0;

const CANONICAL = new Map(SYNONYMS.flatMap(([first = '', ...rest]) => rest.map(word => [word, first] as const)).reverse());

/** Words that say nothing about what a field holds. */
const STOP_WORDS = new Set(['the', 'a', 'an', 'of', 'for', 'in', 'on', 'by', 'is', 'or', 'and', 'this', 'that', 'it', 'with', 'as', 'be', 'are', 'was', 'info', 'information', 'data', 'field', 'record', 'object', 'val', 'xml', 'root', 'per', 'when', 'which', 'if', 'at', 'from', 'used', 'where', 'has']);

const KEEP_IN_NAMES = new Set(['to', 'from', 'by']);

function stem(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (word.length > 4 && /(?:ses|xes|ches|shes)$/.test(word)) return word.slice(0, -2);
  return word.length > 3 && word.endsWith('s') && !word.endsWith('ss') && !word.endsWith('us') ? word.slice(0, -1) : word;
}

/** `PricePerUnit`, `selling_unit_price`, `e-mail`, `Address1` → words in small letters. */
export function splitWords(name: string): string[] {
  return name.replace(TYPE_PREFIX, '').replace(/([a-z\d])([A-Z])/g, '$1 $2').replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2').replace(/([A-Za-z])(\d)/g, '$1 $2').replace(/(\d)([A-Za-z])/g, '$1 $2')
    .toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(word => word !== '');
}

/** The words of a name in the one form in which they are compared. */
export function tokensOf(name: string): string[] {
  const spelled = splitWords(name).flatMap(word => (ABBREVIATIONS[word] ?? word).split(' ')).map(word => (word === 'address' || word === 'status' ? word : stem(word)));
  let text = ` ${spelled.join(' ')} `;
  for (const [phrase, one] of PHRASES) if (text.includes(` ${phrase} `)) text = text.replaceAll(` ${phrase} `, ` ${one} `);
  const words = text.trim().split(' ').map(word => CANONICAL.get(word) ?? word);
  const told = words.filter(word => !STOP_WORDS.has(word) || KEEP_IN_NAMES.has(word));
  return told.length > 0 ? told : words;
}

/** The words of a sentence, without those that say nothing. */
export const wordsOf = (text: string): string[] => [...new Set(tokensOf(text).filter(word => word.length > 1 && !STOP_WORDS.has(word)))];
