import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readStatement } from '../../../main/engine/statements/read-statement.ts';
import { sumMinor, type ReadOptions, type ReadStatement } from '../../../main/engine/statements/statement.ts';

const folder = path.join(import.meta.dirname, '../../fixtures/statements');

export const fixtureBytes = (name: string): Uint8Array => readFileSync(path.join(folder, name));
export const readFixture = (name: string, options: Partial<ReadOptions> = {}): ReadStatement => readStatement(fixtureBytes(name), { fileName: name, ...options });
export const readText = (text: string, options: Partial<ReadOptions> = {}): ReadStatement => readStatement(new TextEncoder().encode(text), { fileName: 'file', ...options });

/** A reading as lines that an accountant could check against the file. */
export function told({ format, ok, statements, issues }: ReadStatement): string {
  const lines = statements.flatMap(({ account, currency, openingMinor, closingMinor, payoutReference, payoutMinor, entries }) => [
    `${account} ${currency} opening ${openingMinor} closing ${closingMinor} payout ${payoutReference} ${payoutMinor} sum ${sumMinor(entries)}`,
    ...entries.map(entry => `  ${entry.line} ${entry.kind} ${entry.bookedOn} ${entry.amountMinor} ${entry.currency} ${entry.orderReference ?? entry.reference} | ${entry.party} | ${entry.text}`),
  ]);
  return [`${format} ${ok ? 'ok' : 'refused'}`, ...lines, ...issues.map(({ line, code }) => `! ${line} ${code}`)].join('\n');
}
