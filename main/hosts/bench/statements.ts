import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { balances } from '../../engine/statements/balance.ts';
import { readStatement } from '../../engine/statements/read-statement.ts';
import { fileBytes } from '../../engine/statements/statement-file.ts';
import type { Reading } from '../../engine/statements/statement.ts';
import { startChild } from './child.ts';
import { figure, ratio } from './figures.ts';
import type { Figure, Measured } from './figures.ts';
import { differences, manifestOf, type Difference } from './statement-manifest.ts';
import { SHAPES, writeStatementFile, type ShapeName } from './statement-files.ts';

const CHILD = new URL('./statements-child.ts', import.meta.url);
const MEBIBYTE = 1024 * 1024;
const MAX_FOLDER_FILES = 10_000;
/** Reading a statement is to take at most this many times as long as splitting its bytes into lines. */
const AIM = 30;

const Answer = z.object({ seconds: z.number(), megabytes: z.number(), peakMegabytes: z.number(), ok: z.boolean().optional(), entries: z.number().optional(), statements: z.array(z.boolean().nullable()).optional() });
type Answer = z.infer<typeof Answer>;

async function measure(file: string, bare: boolean): Promise<Answer> {
  const child = startChild(CHILD);
  try {
    return Answer.parse(await child.ask({ file, bare }));
  } finally {
    await child.close();
  }
}

type Runs = { ours: Answer[]; bare: Answer[] };

/** Writes the file, then reads it and its bare lines in turn. A reading that loses an entry or does not balance is no measurement. */
async function benchShape(name: ShapeName, { runs, megabytes, folder }: { runs: number; megabytes: number; folder: string }): Promise<Runs> {
  const file = path.join(folder, name);
  const { entries } = writeStatementFile(file, SHAPES[name], megabytes * MEBIBYTE);
  const taken: Runs = { ours: [], bare: [] };
  for (let run = 0; run < runs; run += 1) {
    const read = await measure(file, false);
    if (read.ok !== true || read.entries !== entries || read.statements?.some(balanced => balanced === false))
      throw new Error(`the generated ${name} file of ${entries} entries was read as ${read.entries ?? 0}, ${read.ok === true ? 'out of balance' : 'refused'}`);
    taken.ours.push(read);
    taken.bare.push(await measure(file, true));
  }
  rmSync(file);
  return taken;
}

/** What becomes of each file when it is imported; together they are all files. */
type Verdicts = { readAndBalanced: number; readWithoutBalances: number; refusedAsUnbalanced: number; refusedOtherwise: number };

type FolderCounts = Verdicts & {
  files: number; read: number; refused: number; statements: number; balanced: number; unbalanced: number; entries: number;
  byFormat: Record<string, { read: number; refused: number }>;
  /** Beside the folder's manifest, where it has one: files read whose stated figures are all the same, and every figure that is not. */
  manifest: { listed: number; read: number; refused: number; equal: number; differences: Difference[] } | null;
  /** Why a file was refused, in the words that its user reads. */
  refusals: Told[];
  /** Files that were read and do not add up: each such statement, in the words that its user reads. */
  unbalancedStatements: Told[];
};
type Told = { file: string; line: number; message: string };

/** A file is refused for one statement that does not add up; it is balanced when at least one states its balances, and all that do add up. */
function verdictOf({ ok, statements }: Pick<Reading, 'ok' | 'statements'>): keyof Verdicts {
  if (!ok) return 'refusedOtherwise';
  const stated = statements.map(balances);
  if (stated.includes(false)) return 'refusedAsUnbalanced';
  return stated.includes(true) ? 'readAndBalanced' : 'readWithoutBalances';
}

/** Every file under a folder, as `read-statement` reads it: how many are read, refused, and add up. */
function readFolder(folder: string): FolderCounts {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(name => path.join(folder, name)).filter(file => statSync(file).isFile());
  const expected = manifestOf(folder);
  if (files.length > MAX_FOLDER_FILES) throw new RangeError(`${folder} holds more than ${MAX_FOLDER_FILES} files`);
  const counts: FolderCounts = { files: files.length, readAndBalanced: 0, readWithoutBalances: 0, refusedAsUnbalanced: 0, refusedOtherwise: 0, read: 0, refused: 0, statements: 0, balanced: 0, unbalanced: 0, entries: 0, byFormat: {}, manifest: expected.size === 0 ? null : { listed: expected.size, read: 0, refused: 0, equal: 0, differences: [] }, refusals: [], unbalancedStatements: [] };
  for (const file of files.toSorted()) {
    const name = path.relative(folder, file).split(path.sep).join('/');
    const reading = readStatement(fileBytes(file), { fileName: file });
    const { ok, format, statements, refusedFor } = reading;
    const stated = expected.get(name);
    if (counts.manifest && stated) {
      const found = ok ? differences(name, reading, stated) : [];
      counts.manifest[ok ? 'read' : 'refused'] += 1;
      if (ok && found.length === 0) counts.manifest.equal += 1;
      counts.manifest.differences.push(...found);
    }
    if (refusedFor) counts.refusals.push({ file: name, line: refusedFor.line, message: refusedFor.message });
    const own = (counts.byFormat[format] ??= { read: 0, refused: 0 });
    own[ok ? 'read' : 'refused'] += 1;
    counts[ok ? 'read' : 'refused'] += 1;
    counts[verdictOf(reading)] += 1;
    if (!ok) continue;
    for (const { unbalanced } of statements) if (unbalanced) counts.unbalancedStatements.push({ file: name, line: unbalanced.line, message: unbalanced.message });
    counts.statements += statements.length;
    counts.entries += statements.reduce((sum, { entryCount }) => sum + entryCount, 0);
    counts.balanced += statements.filter(head => balances(head) === true).length;
    counts.unbalanced += statements.filter(head => balances(head) === false).length;
  }
  return counts;
}

const FOLDER_FIGURES = [
  ['files', ['files', 'read', 'refused', 'readAndBalanced', 'readWithoutBalances', 'refusedAsUnbalanced', 'refusedOtherwise']],
  ['statements', ['statements', 'balanced', 'unbalanced']],
  ['entries', ['entries']],
] as const;

/** Statement files: a folder of real ones, and generated large ones with their speed and the memory they take. */
export async function benchStatements({ runs, megabytes, folder }: { runs: number; megabytes: number; folder?: string | undefined }): Promise<Measured & { folder?: FolderCounts }> {
  const counts = folder === undefined ? undefined : readFolder(folder);
  const place = mkdtempSync(path.join(os.tmpdir(), 'tieout-bench-'));
  const figures: Record<string, Figure> = {};
  const ratios: Measured['ratios'][string][] = [];
  const names: ShapeName[] = megabytes === 0 ? [] : ['camt', 'csv', 'mt940'];
  try {
    for (const name of names) {
      const { ours, bare } = await benchShape(name, { runs, megabytes, folder: place });
      figures[`${name}.size`] = figure('MB', ours.map(each => each.megabytes));
      figures[`${name}.entries`] = figure('entries', ours.map(({ entries }) => entries ?? 0));
      figures[`${name}.speed`] = figure('MB/s', ours.map(each => each.megabytes / each.seconds));
      figures[`${name}.peak`] = figure('MB', ours.map(({ peakMegabytes }) => peakMegabytes));
      ratios.push(ratio(ours.map(({ seconds }) => seconds), bare.map(({ seconds }) => seconds), AIM));
    }
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
  if (counts) for (const [unit, names] of FOLDER_FIGURES) for (const name of names) figures[`folder.${name}`] = figure(unit, [counts[name]]);
  return {
    name: 'statements', runs, figures, ratios: Object.fromEntries(names.map((name, at) => [`${name}/bare-lines`, ratios[at]]).filter((pair): pair is [string, Measured['ratios'][string]] => pair[1] !== undefined)),
    missing: counts ? [] : ['folder (name one with --folder DIR)'], ...(counts ? { folder: counts } : {}),
  };
}
