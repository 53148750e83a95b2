import { assert } from '../../../shared/values/assert.ts';
import { LAYOUTS } from './layouts.ts';

export type Column = { name: string; kind: 'text' | 'decimal' | 'day' | 'long'; length: number; places: number; isKey: boolean };

export type Dictionary = {
  columns: (file: string) => readonly Column[];
  column: (file: string, name: string) => Column | undefined;
  has: (file: string) => boolean;
};

export type LayoutOptions = {
  /** Names, addresses and order numbers as short as they were before the fields grew. */
  shortFields: boolean;
  /** 7, or 20 once the company has expanded its invoice numbers. */
  invoiceNumberLength: number;
};

/** Columns that hold an invoice number and grow with it. */
const INVOICE_NUMBERS: ReadonlySet<string> = new Set(['InvoiceNo', 'ApplyToInvoiceNo', 'CurrentInvoiceNo', 'LastInvoiceOrderNo', 'CreditMemoInvoiceReference']);
/** What this company added to its own files. */
const CUSTOM = `
SO_SalesOrderHeader
  UDF_WEB_CHANNEL:20 UDF_GIFT_NOTE:60
AR_Customer
  UDF_LOYALTY_TIER:10
`;

export function readDictionary(options: LayoutOptions): Dictionary {
  const files = new Map<string, Map<string, Column>>();
  let columns = new Map<string, Column>();
  for (const line of (LAYOUTS + CUSTOM).split('\n').filter(Boolean)) {
    if (line.startsWith(' ')) for (const word of line.trim().split(' ')) columns.set(word.split(':', 1)[0] ?? '', columnOf(word, options));
    else {
      columns = files.get(line) ?? new Map<string, Column>();
      files.set(line, columns);
    }
  }
  const all = new Map([...files].map(([file, found]) => [file, [...found.values()]]));
  return {
    has: file => all.has(file),
    column: (file, name) => files.get(file)?.get(name),
    columns(file) {
      const found = all.get(file);
      assert(found, `there is no file named ${file}`);
      return found;
    },
  };
}

function columnOf(word: string, { shortFields, invoiceNumberLength }: LayoutOptions): Column {
  const match = /^(\w+):(?:(d)|(t)|(\d+)\.(\d+)|(\d+)(?:\/(\d+))?)(\*)?$/.exec(word);
  assert(match, `a word of a layout is malformed: ${word}`);
  const [, name = '', day, long, digits, places, length, short, star] = match;
  const isKey = star !== undefined;
  if (day) return { name, kind: 'day', length: 8, places: 0, isKey };
  if (long) return { name, kind: 'long', length: 32_000, places: 0, isKey };
  if (digits) return { name, kind: 'decimal', length: Number(digits), places: Number(places), isKey };
  const usual = Number(shortFields && short ? short : length);
  return { name, kind: 'text', length: INVOICE_NUMBERS.has(name) ? invoiceNumberLength : usual, places: 0, isKey };
}
