import type { SchemaField } from '../../../../shared/contract/connections.ts';
import type { Json, Session } from '../connector.ts';
import { listAt, textAt, wholeAt } from '../json-value.ts';
import { samplesOf } from '../samples.ts';

const MAX_CUSTOM_FIELDS = 300;

/** A column of a company's own dictionary, under the gateway's name for it. */
export type Column = { name: string; label: string; type: SchemaField['type']; length: number | null; isCustom: boolean };

export async function columnsOf(session: Session, path: string, table: string, signal: AbortSignal): Promise<Column[]> {
  const answer = await session.request({ method: 'GET', path, query: { table }, signal });
  return listAt(answer, 'Records').map(row => ({ name: textAt(row, 'Field') || textAt(row, 'Name'), label: textAt(row, 'Label') || labelOf(textAt(row, 'Name')), type: typeOf(row), length: textAt(row, 'Kind') === 'text' ? wholeAt(row, 'Length') || null : null, isCustom: textAt(row, 'Custom') === 'Y' || textAt(row, 'Name').startsWith('UDF_') }));
}

function typeOf(row: Json): SchemaField['type'] {
  const kind = textAt(row, 'Kind');
  if (kind === 'day') return 'date';
  return kind === 'decimal' ? 'decimal' : 'text';
}

/** Every column that the company added itself, by its path in a record. */
export const customFields = (columns: ReadonlyMap<string, Column>, rows: readonly Json[], { canWrite }: { canWrite: boolean }): SchemaField[] =>
  [...columns].filter(([, column]) => column.isCustom).slice(0, MAX_CUSTOM_FIELDS).map(([path, { label, type, length }]): SchemaField => ({
    path, label, type, maxLength: length, required: false, readOnly: !canWrite, custom: true, choices: [], description: 'A field that this company added to its own files.', concept: null,
    // Nobody but the company knows what its own fields hold, so of people's words only the shape is shown.
    samples: samplesOf(rows, path, { personal: type === 'text' }),
  }));

/** UDF_WEB_CHANNEL → Web channel. */
const labelOf = (name: string): string => {
  const words = name.replace(/^UDF_/, '').replaceAll('_', ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
};
