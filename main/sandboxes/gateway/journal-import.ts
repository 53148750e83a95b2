import { Currency, parseMoney } from '../../../shared/values/money.ts';
import { badRequest } from './gateway-error.ts';

export type ImportedLine = { day: string; document: string; account: string; minor: number; comment: string };

const MAX_ROWS = 100_000;

/** A journal file as somebody at Sage imports it: its lines by entry. Its first line must be the columns that Sage reads. */
export function readJournal(csv: string, { columns, currency }: { columns: string; currency: string }): ImportedLine[][] {
  const [head, ...lines] = csv.split(/\r?\n/).filter(line => line !== '').slice(0, MAX_ROWS);
  if (head !== columns) throw badRequest('BadJournal', `The file begins with ${columns}.`);
  return [...Map.groupBy(lines.map(line => lineOf(line, Currency.parse(currency))), ({ day, document }) => `${day} ${document}`).values()];
}

function lineOf(line: string, currency: Currency): ImportedLine {
  const cells = [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell = '']) => cell.replace(/^"|"$/g, '').replaceAll('""', '"'));
  const [, day = '', document = '', account = '', debit = '', credit = '', comment = ''] = cells;
  const minor = (text: string): number => (text === '' ? 0 : (parseMoney(text, currency)?.minor ?? Number.NaN));
  return { day, document, account, minor: minor(debit) - minor(credit), comment };
}
