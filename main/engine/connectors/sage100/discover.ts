import type { Entity, SchemaField } from '../../../../shared/contract/connections.ts';
import type { Session } from '../connector.ts';
import { withoutMarks } from '../field-table.ts';
import type { TableField } from '../field-table.ts';
import { columnsOf, customFields } from '../gateway/dictionary.ts';
import type { Column } from '../gateway/dictionary.ts';
import { listAt } from '../json-value.ts';
import { samplesOf } from '../samples.ts';
import { accountFields, creditFields, customerFields, invoiceFields, itemFields, receiptFields, returnFields, salesOrderFields, shipmentFields, stockFields } from './schema-table.ts';

const SAMPLE_ROWS = '20';

/** What one entity is made of: where samples come from, and the files of the company whose dictionary describes it. */
type Source = { name: string; label: string; path: string; canWrite: boolean; fields: readonly TableField[]; file: string | null; lines?: string };

const SOURCES: readonly Source[] = [
  { name: 'SO_SalesOrder', label: 'Sales order', path: '/SO/SalesOrder', canWrite: true, fields: salesOrderFields, file: 'SO_SalesOrderHeader', lines: 'SO_SalesOrderDetail' },
  { name: 'AR_Customer', label: 'Customer', path: '/AR/Customer', canWrite: true, fields: customerFields, file: 'AR_Customer' },
  { name: 'AR_CashReceipts', label: 'Cash receipt', path: '/AR/CashReceipts', canWrite: true, fields: receiptFields, file: 'AR_CashReceiptsHeader' },
  { name: 'SO_Invoice', label: 'Credit memo', path: '/SO/Invoice', canWrite: true, fields: creditFields, file: 'SO_InvoiceHeader', lines: 'SO_InvoiceDetail' },
  { name: 'CI_Item', label: 'Item', path: '/CI/Item', canWrite: false, fields: itemFields, file: 'CI_Item' },
  { name: 'IM_ItemWarehouse', label: 'Stock', path: '/IM/ItemWarehouse', canWrite: false, fields: stockFields, file: 'IM_ItemWarehouse' },
  { name: 'AR_InvoiceHistory', label: 'Posted invoice', path: '/AR/InvoiceHistory', canWrite: false, fields: invoiceFields, file: 'AR_InvoiceHistoryHeader' },
  { name: 'SO_Shipment', label: 'Shipment', path: '/SO/Shipment', canWrite: false, fields: shipmentFields, file: null },
  { name: 'RA_Return', label: 'Return (RMA)', path: '/RA/Return', canWrite: false, fields: returnFields, file: 'RA_ReturnHeader', lines: 'RA_ReturnDetail' },
  { name: 'GL_Account', label: 'G/L account', path: '/GL/Account', canWrite: false, fields: accountFields, file: 'GL_Account' },
];

const DICTIONARY = '/SY/Dictionary';

/** Known columns with the lengths of this company, and every column that the company added itself. */
export async function discover(session: Session, signal: AbortSignal): Promise<Entity[]> {
  const entities: Entity[] = [];
  for (const source of SOURCES) {
    const rows = listAt(await session.request({ method: 'GET', path: source.path, query: { limit: SAMPLE_ROWS }, signal }), 'Records');
    const header = source.file === null ? [] : await columnsOf(session, DICTIONARY, source.file, signal);
    const lines = source.lines === undefined ? [] : await columnsOf(session, DICTIONARY, source.lines, signal);
    const columns = new Map([...header.map((column): [string, Column] => [column.name, column]), ...lines.map((column): [string, Column] => [`Lines[].${column.name}`, column])]);
    const known = source.fields.map((field): SchemaField => ({ ...withoutMarks(field), maxLength: lengthOf(field, columns), samples: samplesOf(rows, field.path, { personal: field.personal }) }));
    entities.push({ name: source.name, label: source.label, canRead: true, canWrite: source.canWrite, fields: [...known, ...customFields(columns, rows, source)] });
  }
  return entities;
}

/** The fields grew between releases, and invoice numbers may grow in one company: what the company says counts. */
const lengthOf = ({ path, type, maxLength }: TableField, columns: ReadonlyMap<string, Column>): number | null =>
  (type === 'text' ? (columns.get(path.replace(/\[\w+\]/, '[]'))?.length ?? maxLength) : maxLength);
