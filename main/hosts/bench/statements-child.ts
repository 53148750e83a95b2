import { z } from 'zod';
import { balances } from '../../engine/statements/balance.ts';
import { readEntries } from '../../engine/statements/read-statement.ts';
import { fileBytes } from '../../engine/statements/statement-file.ts';
import { answerParent, timed } from './child.ts';
import { peakMegabytes } from './peak-memory.ts';

/** Reads one file in a process of its own, so that the peak of memory is that file's; `bare` only reads the bytes as text, line by line. */
const Question = z.object({ file: z.string(), bare: z.boolean() });

const MEBIBYTE = 1024 * 1024;

function bareLines(file: string): number {
  const decoder = new TextDecoder();
  let lines = 0;
  for (const chunk of fileBytes(file).chunks()) lines += decoder.decode(chunk, { stream: true }).split('\n').length - 1;
  return lines;
}

function readWhole(file: string) {
  let entries = 0;
  const { ok, format, statements, issues } = readEntries(fileBytes(file), { fileName: file, defaultCurrency: 'GBP' }, () => { entries += 1; });
  return { ok, format, entries, statements: statements.map(balances), issues: issues.length };
}

answerParent(async question => {
  const { file, bare } = Question.parse(question);
  const { seconds, result } = await timed(async () => (bare ? { lines: bareLines(file) } : readWhole(file)));
  return { seconds, megabytes: fileBytes(file).size / MEBIBYTE, peakMegabytes: peakMegabytes(), ...result };
});
