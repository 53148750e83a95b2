import { asText, problem } from './record-context.ts';
import type { Problem, Scope } from './record-context.ts';
import { indexOf, itemCodeOf } from './reference-index.ts';
import { eg, optional } from './transform.ts';
import type { Transform } from './transform.ts';

const GOODS = 'Order line';
const CHARGE = 'Carriage';

const notOnALine = (name: string): Problem => problem('mapping.notOnALine', name, `The step "${name}" works on document lines only. Use it on a line field.`);

/** The figures of the line in hand, whatever kind it is. */
const priceOf = ({ line, charge }: Scope): { unitPrice: string; taxCodeId: string; description: string } | null => line ?? charge;

function productOf(sku: string, { context }: Scope): { id: string; code: string } | Problem {
  const code = itemCodeOf(context.settings, sku);
  return indexOf(context.references).productByCode.get(code.toLowerCase())
    ?? problem('product.unknown', sku, `The ERP has no item with the code ${code}${code === sku ? '' : ` (alias of ${sku})`}. Add an alias for the SKU in the settings, or create the item.`);
}

const product = (take: 'id' | 'code'): Transform['apply'] => () => (value, scope) => {
  if (scope.line) return take === 'id' ? scope.line.productId : scope.line.itemCode;
  const found = productOf(asText(value).trim(), scope);
  return 'issue' in found ? found : found[take];
};

export const lineTransforms = {
  itemId: {
    label: "The ERP's item", help: "The id of the item that the SKU stands for, through the aliases of the settings. A kit's parts give their own items.", group: GOODS, parameters: [],
    examples: [eg('MUG-BLU', '27865'), eg('', '27865')],
    apply: product('id'),
  },
  itemCode: {
    label: 'Item code', help: "The ERP's code of the item that the SKU stands for, through the aliases of the settings.", group: GOODS, parameters: [],
    examples: [eg('MUG-BLU', 'MUG-BLU')],
    apply: product('code'),
  },
  lineQuantity: {
    label: 'Quantity of the line', help: "The quantity on the document: of a kit that is sold in parts, the part's own.", group: GOODS, parameters: [],
    examples: [eg('1', '1')],
    apply: () => (value, { line }) => (line ? line.quantity : value),
  },
  lineDescription: {
    label: 'Description of the line', help: 'The title of what was sold, or what the carriage or rounding line is for.', group: GOODS, parameters: [],
    examples: [eg('Blue mug', 'Blue mug')],
    apply: () => (value, scope) => priceOf(scope)?.description ?? value,
  },
  unitPrice: {
    label: 'Unit price that keeps the gross', help: "The price of one, with or without VAT as the ERP prices orders, such that the document's gross is what the buyer paid.", group: GOODS, parameters: [],
    examples: [eg('27.99', '27.99000')],
    apply: () => (_value, scope) => priceOf(scope)?.unitPrice ?? notOnALine('Unit price'),
  },
  taxCodeId: {
    label: 'Tax code by rate', help: "The ERP's tax code of the line's VAT rate and country, proved by the tax amount where a channel computed the rate backwards.", group: GOODS, parameters: [],
    examples: [eg('20', '1728'), eg('20.1', '1728')],
    apply: () => (_value, scope) => priceOf(scope)?.taxCodeId ?? notOnALine('Tax code by rate'),
  },
  chargePrice: {
    label: 'Price of the carriage', help: 'The carriage, with or without VAT as the ERP prices orders.', group: CHARGE, parameters: [],
    examples: [eg('3.60', '3.60000')],
    apply: () => (_value, { charge }) => charge?.unitPrice ?? notOnALine('Price of the carriage'),
  },
  chargeTaxCode: {
    label: 'Tax code of the carriage', help: 'The tax code that the carriage takes: that of the goods it carries.', group: CHARGE, parameters: [],
    examples: [eg('', '1728')],
    apply: () => (_value, { charge }) => charge?.taxCodeId ?? notOnALine('Tax code of the carriage'),
  },
  warehouseId: {
    label: 'Warehouse', help: "The ERP's warehouse of this name; where no name fits, the one named here, or the first of its list.", group: GOODS, parameters: [optional('name', 'Warehouse')],
    examples: [eg('Home', '12'), eg('00000000-0000-0000-0000-000000000000', '12', { name: 'Home' }), eg('Home', 'stops: warehouse.unknown', { name: 'Nowhere' })],
    apply: ({ name }) => (value, { context }) => {
      const { warehouseByName } = indexOf(context.references);
      const text = name === undefined || name === '' ? asText(value).trim() : name;
      const id = warehouseByName.get(text.toLowerCase()) ?? (name ? undefined : context.references.warehouses[0]?.id);
      return id ?? problem('warehouse.unknown', text, `The ERP has no warehouse "${text}". Choose one of its warehouses in the mapping.`);
    },
  },
} satisfies Record<string, Transform>;
