import type { Entity, SchemaField } from '../../../../shared/contract/connections.ts';
import type { Json, Session } from '../connector.ts';
import { withoutMarks } from '../field-table.ts';
import type { TableField } from '../field-table.ts';
import { objectAt } from '../json-value.ts';
import { samplesOf, valuesAt } from '../samples.ts';
import { rowsOf } from './reading.ts';
import { customerFields, inventoryFields, orderFields, paymentFields, productFields, returnFields, shipmentFields } from './schema-table.ts';

const SAMPLES = '50';
const MAX_CUSTOM_FIELDS = 300;

const ENTITIES: readonly { name: string; label: string; path: string; fields: readonly TableField[] }[] = [
  { name: 'Order', label: 'Order', path: '/orders', fields: orderFields },
  { name: 'Product', label: 'Product', path: '/products', fields: productFields },
  { name: 'Customer', label: 'Customer', path: '/customers', fields: customerFields },
  { name: 'Inventory', label: 'Stock of a product', path: '/inventory', fields: inventoryFields },
  { name: 'Payment', label: 'Payment or refund', path: '/payments', fields: paymentFields },
  { name: 'Return', label: 'Return', path: '/returns', fields: returnFields },
  { name: 'Shipment', label: 'Shipment', path: '/shipments', fields: shipmentFields },
];

/** Clarity has no list of its fields: the described ones, with samples and the custom fields that this shop's records really carry. */
export async function discover(session: Session, signal: AbortSignal): Promise<Entity[]> {
  const entities: Entity[] = [];
  for (const { name, label, path, fields } of ENTITIES) {
    const records = rowsOf(await session.request({ method: 'GET', path, query: { limit: SAMPLES }, signal }), path);
    const known = fields.map((field): SchemaField => ({ ...withoutMarks(field), samples: samplesOf(records, field.path, { personal: field.personal }) }));
    entities.push({ name, label, canRead: true, canWrite: false, customFieldsSampled: true, fields: [...known, ...customFields(records)] });
  }
  return entities;
}

function customFields(records: readonly Json[]): SchemaField[] {
  const names = [...new Set(records.flatMap(record => Object.keys(objectAt(record, 'customFields'))))].filter(name => name !== '' && !/[[\].]/.test(name)).sort().slice(0, MAX_CUSTOM_FIELDS);
  return names.map(name => `customFields.${name}`).filter(path => records.some(record => valuesAt(record, path).some(value => typeof value !== 'object'))).map((path): SchemaField => ({
    path, label: path.slice('customFields.'.length), type: 'text', maxLength: null, required: false, readOnly: false, custom: true, choices: [], description: 'A custom field of this shop.', concept: null,
    samples: samplesOf(records, path, { personal: isFreeText(records, path) }),
  }));
}

/** A code ('WEB') helps whoever maps; what people wrote to each other is nobody's business here. */
const isFreeText = (records: readonly Json[], path: string): boolean => records.some(record => valuesAt(record, path).some(value => /[\s@]/.test(String(value))));
