import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { AppError } from '../../../shared/contract/errors.ts';
import { loadSide, type Loaded, type Source } from '../../engine/matching/load-worker.ts';
import { matchSides, suggest, type Matched } from '../../engine/matching/match-sides.ts';
import { DEFAULT_SETTINGS, RulesFile, settingsFrom, type MatchSettings } from '../../engine/matching/rules.ts';
import type { Side } from '../../engine/matching/side.ts';
import type { Suggestion } from '../../engine/matching/suggestions.ts';
import { whyOpen, whyMatched, whySuggested } from '../../engine/matching/why.ts';
import type { Arguments } from './arguments.ts';

/** Below this a thread of its own takes longer to start than the file to read. */
const SMALL_FILE_BYTES = 8 * 1024 * 1024;
const LOAD_WORKER = new URL('../../engine/matching/load-worker.ts', import.meta.url);

export type MatchFigures = {
  readonly left: number; readonly right: number;
  /** Matches; and how many entries are in them. */
  readonly automatic: number; readonly automaticEntries: number;
  readonly suggested: number; readonly suggestedEntries: number;
  /** Entries without a match and without a suggestion. */
  readonly open: number;
  readonly byRule: Readonly<Record<string, number>>;
  readonly seconds: number; readonly peakRssMb: number;
};

const refuse = (field: string, message: string): never => { throw new AppError('match.refused', 'fixInput', message, { field }); };

function settingsOf(file: string | undefined): MatchSettings {
  if (file === undefined) return DEFAULT_SETTINGS;
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return refuse('rules', `${file} cannot be read as JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = RulesFile.safeParse(json);
  if (!parsed.success) return refuse('rules', `${file}: ${z.prettifyError(parsed.error).replaceAll(/\s*\n\s*/g, ' ')}`);
  return settingsFrom(parsed.data);
}

function sizeOf(name: string, file: string): number {
  try {
    return statSync(file).size;
  } catch {
    return refuse(name, `--${name} ${file} cannot be opened. Check its name and that you may read it.`);
  }
}

async function load(source: Source, { inThread }: { inThread: boolean }): Promise<Loaded> {
  if (!inThread) return loadSide(source);
  const worker = new Worker(LOAD_WORKER, { workerData: { loadSide: source } });
  // The worker of this folder answers with this and nothing else.
  const [loaded] = (await once(worker, 'message')) as [Loaded];
  return loaded;
}

function sideOf(file: string, loaded: Loaded): Side {
  if ('refused' in loaded) return refuse('file', `${file}: ${loaded.refused.message}`);
  return loaded.side;
}

/** Both files at once, each on a thread of its own when they are large. */
export async function loadFiles(left: string, right: string): Promise<{ left: Side; right: Side }> {
  const inThread = sizeOf('left', left) + sizeOf('right', right) > SMALL_FILE_BYTES;
  const [ours, theirs] = await Promise.all([load({ file: left }, { inThread }), load({ file: right }, { inThread })]);
  return { left: sideOf(left, ours), right: sideOf(right, theirs) };
}

/** Matches two files without a workspace. What stays open is an answer, not a fault. */
export async function matchFiles(args: Arguments): Promise<MatchFigures> {
  const startedAt = performance.now();
  const [left, right, out] = ['left', 'right', 'out'].map(name => args.text(name) ?? refuse(name, `--${name} names a CSV file`));
  const settings = settingsOf(args.text('rules'));
  const sides = await loadFiles(left ?? '', right ?? '');
  const matched = matchSides(sides.left, sides.right, { settings });
  const suggestions = suggest(matched);
  writeMatches(out ?? '', matched, suggestions, { withWhy: args.flag('why') });
  const open = args.text('open');
  if (open !== undefined) writeOpen(open, matched);
  const output = figuresOf(matched, suggestions, (performance.now() - startedAt) / 1000);
  return output;
}

function figuresOf({ work }: Matched, suggestions: readonly Suggestion[], seconds: number): MatchFigures {
  const byRule: Record<string, number> = {};
  let automaticEntries = 0;
  for (let match = 0; match < work.matches.count(); match += 1) {
    const { left, right } = work.matches.at(match);
    const name = work.settings.rules[work.matches.ruleOf(match)]?.name ?? '';
    byRule[name] = (byRule[name] ?? 0) + 1;
    automaticEntries += left.length + right.length;
  }
  const [suggestedLeft, suggestedRight] = [new Set(suggestions.flatMap(({ left }) => left)), new Set(suggestions.flatMap(({ right }) => right))];
  const suggestedEntries = suggestedLeft.size + suggestedRight.size;
  return {
    left: work.left.size, right: work.right.size, automatic: work.matches.count(), automaticEntries, suggested: suggestions.length, suggestedEntries, open: work.left.size + work.right.size - automaticEntries - suggestedEntries,
    byRule, seconds: Math.round(seconds * 1000) / 1000, peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

const CHUNK_BYTES = 4 * 1024 * 1024;
const MAX_DIGITS = 16;
const quoted = (text: string): string => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Bytes of ids are copied from the input as they are; a million matches are written without a text being made of them. */
function writer(file: string) {
  const partial = `${file}.partial`;
  const handle = openSync(partial, 'w');
  const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
  let at = 0;
  const flush = (): void => {
    for (let from = 0; from < at;) from += writeSync(handle, buffer, from, at - from);
    at = 0;
  };
  return {
    text(text: string): void {
      if (at + text.length * 3 > CHUNK_BYTES) flush();
      if (text.length * 3 > CHUNK_BYTES) writeSync(handle, text);
      else at += buffer.write(text, at);
    },
    /** A few bytes, one by one: handing them over costs more than copying them. */
    bytes(bytes: Uint8Array, from = 0, to = bytes.length): void {
      if (at + to - from > CHUNK_BYTES) flush();
      for (let byte = from; byte < to; byte += 1) buffer[at++] = bytes[byte] ?? 0;
    },
    /** A whole number from 0 on. */
    number(number: number): void {
      if (at + MAX_DIGITS > CHUNK_BYTES) flush();
      let digits = 1;
      for (let rest = number; rest >= 10; rest = Math.floor(rest / 10)) digits += 1;
      for (let place = at + digits - 1, rest = number; place >= at; place -= 1, rest = Math.floor(rest / 10)) buffer[place] = ZERO + (rest % 10);
      at += digits;
    },
    /** The file appears whole or not at all. */
    end(): void {
      flush();
      closeSync(handle);
      renameSync(partial, file);
    },
    fail(): void {
      closeSync(handle);
      rmSync(partial, { force: true });
    },
  };
}

type Writer = ReturnType<typeof writer>;

function written(file: string, write: (out: Writer) => void): void {
  let out: Writer;
  try {
    out = writer(file);
  } catch (error) {
    return refuse('out', `${file} cannot be written (${error instanceof Error ? error.message : String(error)})`);
  }
  try {
    write(out);
    out.end();
  } catch (error) {
    out.fail();
    throw error;
  }
}

function writeIds(out: Writer, side: Side, entries: readonly number[]): void {
  // An id that holds a comma or a quotation mark makes the field one that stands in quotation marks.
  const isPlain = entries.every(entry => isPlainId(side, entry));
  if (!isPlain) {
    out.text(quoted(entries.map(entry => new TextDecoder().decode(side.bytes.slice(side.id.from[entry] ?? 0, side.id.to[entry] ?? 0))).join(' ')));
    return;
  }
  for (let at = 0; at < entries.length; at += 1) {
    if (at > 0) out.text(' ');
    out.bytes(side.bytes, side.id.from[entries[at] ?? 0], side.id.to[entries[at] ?? 0]);
  }
}

const [COMMA, QUOTE, ZERO] = [44, 34, 48];

function isPlainId({ bytes, id }: Side, entry: number): boolean {
  for (let at = id.from[entry] ?? 0; at < (id.to[entry] ?? 0); at += 1) if (bytes[at] === COMMA || bytes[at] === QUOTE || (bytes[at] ?? 0) < 32) return false;
  return true;
}

function writeMatches(file: string, { work }: Matched, suggestions: readonly Suggestion[], { withWhy }: { withWhy: boolean }): void {
  written(file, out => {
    out.text(`match,left_ids,right_ids,rule,automatic,score${withWhy ? ',why' : ''}\n`);
    const [match, suggestion, between, end] = ['M', 'S', ',', '\n'].map(text => Buffer.from(text)) as [Buffer, Buffer, Buffer, Buffer];
    const row = (name: Buffer, number: number, left: readonly number[], right: readonly number[], tail: Buffer, why: () => string): void => {
      out.bytes(name);
      out.number(number);
      out.bytes(between);
      writeIds(out, work.left, left);
      out.bytes(between);
      writeIds(out, work.right, right);
      out.bytes(tail);
      if (withWhy) out.text(`,${quoted(why())}`);
      out.bytes(end);
    };
    const tails = work.settings.rules.map(({ name, score }) => Buffer.from(`,${name},1,${score}`));
    for (let at = 0; at < work.matches.count(); at += 1) {
      const { left, right, rule } = work.matches.at(at);
      row(match, at + 1, left, right, tails[rule] ?? between, () => whyMatched(work, at));
    }
    for (const [at, each] of suggestions.entries()) row(suggestion, at + 1, each.left, each.right, Buffer.from(`,${each.rule},0,${each.score}`), () => whySuggested(work, each));
  });
}

function writeOpen(file: string, matched: Matched): void {
  written(file, out => {
    out.text('side,id,why\n');
    for (const name of ['left', 'right'] as const) {
      const side = matched.work[name];
      for (const entry of name === 'left' ? matched.work.openLeft() : matched.work.openRight()) {
        out.text(`${name},`);
        writeIds(out, side, [entry]);
        out.text(`,${quoted(whyOpen(matched, name, entry))}\n`);
      }
    }
  });
}
