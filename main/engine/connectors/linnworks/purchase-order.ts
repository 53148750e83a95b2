import type { PurchaseLine, PurchaseOrder, Supplier } from '../../../../shared/canonical/purchase-order.ts';
import { Currency } from '../../../../shared/values/money.ts';
import type { Json } from '../connector.ts';
import { decimalText, exact, over, times, toMinor, whole } from '../decimal.ts';
import { flagAt, listAt, objectAt, textAt, valueAt, wholeAt } from '../json-value.ts';
import { momentAt, rateText } from './order.ts';
import type { ConversionRate, Converted } from './order.ts';

const STATUSES: Readonly<Record<string, PurchaseOrder['status']>> = { PENDING: 'pending', OPEN: 'open', PARTIAL: 'partial', DELIVERED: 'delivered' };
const MAX_LINES = 5_000;
/** Linnworks writes the first day of the calendar where there is no day. */
const NO_DAY = /^0001-/;

class Unusable extends Error {}

export const toSupplier = (row: Json): Supplier => ({ externalId: textAt(row, 'pkSupplierID').toLowerCase(), name: textAt(row, 'SupplierName').trim(), currency: textAt(row, 'Currency').toUpperCase(), email: textAt(row, 'Email').trim() });

/** An answer of Get_PurchaseOrder as a purchase order of the shared model, or the sentence that says what is wrong with it. */
export function toPurchaseOrder(raw: Json, { suppliers, conversionRate }: { suppliers: ReadonlyMap<string, Supplier>; conversionRate: ConversionRate }): Converted<PurchaseOrder> {
  const header = objectAt(raw, 'PurchaseOrderHeader');
  try {
    return { record: readPurchaseOrder(raw, header, suppliers, conversionRate), issue: null };
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    return { record: null, issue: `Purchase order ${textAt(header, 'ExternalInvoiceNumber') || textAt(header, 'pkPurchaseID') || 'without a number'}: ${error.message}` };
  }
}

function readPurchaseOrder(raw: Json, header: Json, suppliers: ReadonlyMap<string, Supplier>, conversionRate: ConversionRate): PurchaseOrder {
  const externalId = textAt(header, 'pkPurchaseID').toLowerCase();
  const reference = textAt(header, 'ExternalInvoiceNumber').trim();
  const status = STATUSES[textAt(header, 'Status').toUpperCase()];
  const orderedAt = NO_DAY.test(textAt(header, 'DateOfPurchase')) ? null : momentAt(header, 'DateOfPurchase');
  if (!externalId) throw new Unusable('it has no id. Open it in Linnworks and save it again.');
  if (!reference) throw new Unusable('it has no reference. Give it one in Linnworks.');
  if (!status) throw new Unusable(`its status ${textAt(header, 'Status').slice(0, 20) || '(none)'} is none that is known.`);
  if (!orderedAt) throw new Unusable('the day of purchase is missing. Set it in Linnworks.');
  const currency = Currency.safeParse(textAt(header, 'Currency').toUpperCase());
  if (!currency.success) throw new Unusable('its currency is missing or none that the books are kept in. Set it in Linnworks.');
  const supplier = suppliers.get(textAt(header, 'fkSupplierId').toLowerCase());
  if (!supplier?.name) throw new Unusable('its supplier is not among those that Linnworks lists. Choose the supplier in Linnworks.');
  return {
    kind: 'purchaseOrder', externalId, reference, supplierReference: textAt(header, 'SupplierReferenceNumber').trim(), supplier, currency: currency.data, status, orderedAt,
    expectedAt: NO_DAY.test(textAt(header, 'QuotedDeliveryDate')) ? null : momentAt(header, 'QuotedDeliveryDate'), ...moneyOf(raw, header, currency.data), exchangeRate: rateText(valueAt(header, 'ConversionRate'), conversionRate),
  };
}

/**
 * Linnworks takes a line's cost with its tax in it and does not say how it shows it again. So each line proves itself: its tax must be that
 * of its rate within the cost, and lines and costs together the totals of the header. What does not is told, never guessed.
 */
function moneyOf(raw: Json, header: Json, currency: Currency): Pick<PurchaseOrder, 'lines' | 'costs' | 'taxMinor' | 'grossMinor'> {
  const amount = (value: Json, name: string, what: string): number => {
    const minor = toMinor(exact(valueAt(value, name)) ?? 0n, currency);
    if (minor === undefined) throw new Unusable(`${what} is too large an amount.`);
    return minor;
  };
  const proved = (what: string, grossMinor: number, taxMinor: number, rate: string): void => {
    const expected = taxWithin(grossMinor, rate);
    if (Math.abs(expected - taxMinor) > 1) throw new Unusable(`${what} costs ${grossMinor} and states ${taxMinor} of tax at ${rate} % (in pence or cents); within the cost that would be ${expected}. Correct the line in Linnworks.`);
  };
  const lines = listAt(raw, 'PurchaseOrderItem').slice(0, MAX_LINES).filter(item => !flagAt(item, 'IsDeleted')).map((item): PurchaseLine => {
    const sku = textAt(item, 'SKU');
    const [quantity, packs, size] = [wholeAt(item, 'Quantity'), wholeAt(item, 'PackQuantity'), wholeAt(item, 'PackSize')];
    if (quantity <= 0) throw new Unusable(`line ${sku || '?'} has no quantity. Correct or delete it in Linnworks.`);
    if (size > 1 && packs * size !== quantity) throw new Unusable(`line ${sku}: ${packs} packs of ${size} are not ${quantity}. Correct the packs in Linnworks.`);
    const line = { sku, title: textAt(item, 'ItemTitle'), quantity, grossMinor: amount(item, 'Cost', `line ${sku}`), taxMinor: amount(item, 'Tax', `line ${sku}`), taxRate: decimalText(valueAt(item, 'TaxRate')) || '0', supplierCode: textAt(item, 'SupplierCode') };
    proved(`line ${sku}`, line.grossMinor, line.taxMinor, line.taxRate);
    return line;
  });
  if (lines.length === 0) throw new Unusable('it has no lines. Add what is bought in Linnworks.');
  const costs = listAt(raw, 'AdditionalCosts').slice(0, MAX_LINES).map(cost => {
    const description = textAt(cost, 'AdditionalCostTypeName') || textAt(cost, 'Reference') || 'Cost';
    const found = { description, grossMinor: amount(cost, 'TotalLineCost', description), taxMinor: amount(cost, 'Tax', description), taxRate: decimalText(valueAt(cost, 'TaxRate')) || '0' };
    proved(description, found.grossMinor, found.taxMinor, found.taxRate);
    return found;
  });
  const all = [...lines, ...costs];
  const [grossMinor, taxMinor] = [all.reduce((sum, line) => sum + line.grossMinor, 0), all.reduce((sum, line) => sum + line.taxMinor, 0)];
  const [total, tax] = [amount(header, 'TotalCost', 'TotalCost'), amount(header, 'taxPaid', 'taxPaid')];
  if (grossMinor !== total || taxMinor !== tax) throw new Unusable(`its lines and costs come to ${grossMinor} with ${taxMinor} of tax, but it states ${total} with ${tax} (in pence or cents). Recalculate it in Linnworks.`);
  return { lines, costs, grossMinor, taxMinor };
}

const HUNDRED = whole(100);

function taxWithin(grossMinor: number, rate: string): number {
  const percent = exact(rate) ?? 0n;
  const gross = whole(grossMinor);
  return percent <= 0n ? 0 : (toMinor(over(gross - over(times(gross, HUNDRED), HUNDRED + percent), HUNDRED), 'GBP') ?? 0);
}
