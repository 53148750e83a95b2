import type { Entity, SchemaField } from '../../../../shared/contract/connections.ts';
import type { Session } from '../connector.ts';
import { withoutMarks } from '../field-table.ts';
import type { TableField } from '../field-table.ts';
import { columnsOf, customFields } from '../gateway/dictionary.ts';
import type { Column } from '../gateway/dictionary.ts';
import { listAt } from '../json-value.ts';
import { samplesOf } from '../samples.ts';
import { accountFields, customerFields, invoiceFields, itemFields, orderFields, paymentFields, stockFields } from './schema-table.ts';

const SAMPLE_ROWS = '20';

/** What one entity is made of: the address it is read at, and the tables of the company whose columns it shows, by the group of fields. */
type Source = { name: string; label: string; path: string; canWrite: boolean; fields: readonly TableField[]; tables: Readonly<Record<string, string>> };

const SOURCES: readonly Source[] = [
  { name: 'orders', label: 'Sales order', path: '/orders', canWrite: true, fields: orderFields, tables: { '': 'somast', 'LineItems[].': 'sotran', 'ShipToAddress.': 'soaddr', 'BillToAddress.': 'soaddr' } },
  { name: 'customers', label: 'Customer', path: '/customers', canWrite: true, fields: customerFields, tables: { '': 'arcust' } },
  { name: 'payments', label: 'Payment', path: '/payments', canWrite: true, fields: paymentFields, tables: { '': 'arcash' } },
  { name: 'invoices', label: 'Invoice or credit memo', path: '/invoices', canWrite: true, fields: invoiceFields, tables: { '': 'armast', 'LineItems[].': 'artran' } },
  { name: 'products', label: 'Item', path: '/products', canWrite: false, fields: itemFields, tables: { '': 'icitem' } },
  { name: 'inventory', label: 'Stock', path: '/inventory', canWrite: false, fields: stockFields, tables: { '': 'iciloc' } },
  { name: 'accounts', label: 'G/L account', path: '/gl/accounts', canWrite: false, fields: accountFields, tables: { '': 'glacnt' } },
];

/** Known columns with the lengths of this edition and company, and every column that the company added itself. */
export async function discover(session: Session, signal: AbortSignal): Promise<Entity[]> {
  const entities: Entity[] = [];
  for (const source of SOURCES) {
    const rows = listAt(await session.request({ method: 'GET', path: source.path, query: { limit: SAMPLE_ROWS }, signal }), 'Records');
    const columns = new Map<string, Column>();
    for (const [group, table] of Object.entries(source.tables)) for (const column of await columnsOf(session, '/dictionary', table, signal)) columns.set(group + column.name, column);
    const known = source.fields.map((field): SchemaField => ({ ...withoutMarks(field), maxLength: lengthOf(field, columns), samples: samplesOf(rows, field.path, { personal: field.personal }) }));
    entities.push({ name: source.name, label: source.label, canRead: true, canWrite: source.canWrite, fields: [...known, ...customFields(columns, rows, source)] });
  }
  return entities;
}

/** The FoxPro edition holds less than the SQL edition: what the company's own dictionary says counts. */
const lengthOf = ({ path, type, maxLength }: TableField, columns: ReadonlyMap<string, Column>): number | null => (type === 'text' ? (columns.get(path.replace(/\[\w+\]/, '[]'))?.length ?? maxLength) : maxLength);
