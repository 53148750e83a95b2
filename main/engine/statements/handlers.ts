import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { AppError } from '../../../shared/contract/errors.ts';
import type { CsvColumns as ContractColumns, statements, StatementFile } from '../../../shared/contract/statements.ts';
import { MAX_FILE_BYTES, MAX_UPLOAD_BYTES } from '../../../shared/contract/statements.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import { periodOf, type LocalDate, type Period } from '../../../shared/values/date.ts';
import type { Handlers, TaskContext } from '../handler.ts';
import type { ReadDb } from '../store/sql.ts';
import { matchSchemas } from '../mapping/suggest.ts';
import { csvLayout, type CsvLayout } from './bank-columns.ts';
import { columnsByMatching } from './column-matching.ts';
import { entryIn } from './drafts.ts';
import { LINNWORKS_ORDERS } from './linnworks-orders.ts';
import { readStatement } from './read-statement.ts';
import { accountChoices, identityOf, isPending, isSettlement, resolveAccount, type AccountChoice } from './resolve-account.ts';
import { entriesInSpool, fileBytes, keepUploads, parseToSpool, temporaryFolder, writeBytes, type ParsedFile, type Uploads } from './statement-file.ts';
import type { CsvColumns, Reading, ReadOptions, StatementEntry, StatementHead, StatementIssue } from './statement.ts';
import {
  csvLayoutOf, deleteStatement, importOfBytes, importOfIdentity, insertStatement, knownAccount, linesBetween, listStatements, matchedLines, periodsHolding, rememberAccount, rememberLayout, statementsById, type FirstImport,
} from './statement-store.ts';
import { bytesOf, type Bytes } from './text-encoding.ts';
import type { z } from 'zod';

export type StatementDeps = {
  settings(db: ReadDb): Settings;
  /** Throws `period.locked` for a signed-off period. */
  refuseLocked(db: ReadDb, period: Period): void;
  /** The built parse-worker; without it large files are read on the engine's own loop. */
  workerFile?: URL;
};

/** Files above this are read in a thread, and their entries wait on disk. */
const WORKER_BYTES = 1024 * 1024;
const BANK_CSV = 'bank-csv';
const MAX_ISSUES_KEPT = 200;

type ColumnsInput = z.infer<typeof ContractColumns>;
type Import = { fileName: string; base64: string; upload?: string | undefined; account?: string | undefined; columns?: ColumnsInput | undefined; /** Takes what does not add up as it is. */ reason?: string };
type Answer = Awaited<ReturnType<Handlers<typeof statements>['import']>>;

export const statementHandlers = (deps: StatementDeps, uploads: Uploads = keepUploads()): Handlers<typeof statements> => ({
  list: ({ db }) => listStatements(db),
  import: (context, input) => importFile({ deps, uploads, context }, input),
  importAsItIs: (context, { reason, ...input }) => importFile({ deps, uploads, context }, { ...input, reason }),

  async upload({ caller, newId }, { upload = newId('upl'), base64 }) {
    const bytes = uploads.add(upload, caller.personId, Buffer.from(base64, 'base64'));
    if (bytes <= MAX_UPLOAD_BYTES) return { upload, bytes };
    uploads.remove(upload);
    throw new AppError('statement.tooLarge', 'fixInput', `The file is larger than ${MAX_UPLOAD_BYTES / 1024 / 1024} MB. Download it in shorter periods.`);
  },

  remove({ db, audit }, { id, reason }) {
    const [file] = statementsById(db, [id]);
    if (!file) throw new AppError('statement.gone', 'fixInput', 'This statement is not there any more.');
    if (file.toOn !== null) deps.refuseLocked(db, periodOf(file.toOn));
    for (const period of periodsHolding(db, id)) deps.refuseLocked(db, period);
    const matched = matchedLines(db, id);
    if (matched > 0) throw new AppError('statement.matched', 'fixInput', `${matched} entries of “${file.fileName}” are matched. Take their matches apart first, then remove the file.`);
    deleteStatement(db, id);
    audit('statements.remove', { statement: id, fileName: file.fileName, account: file.account, entries: file.entries, reason });
    return {};
  },
});

type Doing = { deps: StatementDeps; uploads: Uploads; context: TaskContext };

/** What is to be read: small files stay in memory, large ones on disk. */
type Incoming = { bytes: Bytes; file: string | null };
/** A file as it was read; the entries come from wherever they wait. */
type Read = { reading: Reading; entries(head: StatementHead): Iterable<StatementEntry> };
type Folder = ReturnType<typeof temporaryFolder>;

async function importFile(doing: Doing, input: Import): Promise<Answer> {
  const folder = temporaryFolder();
  try {
    const answer = await importFrom(doing, incoming(doing, input, folder), folder, input);
    // A file that a person is asked about stays for the answer; any other is done with.
    if (input.upload !== undefined && answer.outcome === 'imported') doing.uploads.remove(input.upload);
    return answer;
  } catch (error) {
    if (input.upload !== undefined) doing.uploads.remove(input.upload);
    throw error;
  } finally {
    folder.remove();
  }
}

function incoming({ uploads, context }: Doing, { fileName, base64, upload }: Import, folder: Folder): Incoming {
  if (upload !== undefined) {
    const file = uploads.file(upload, context.caller.personId);
    if (file === null) throw new AppError('statement.upload', 'fixInput', `“${fileName}” is not here any more. Choose the file again.`);
    return { bytes: fileBytes(file), file };
  }
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length === 0) throw new AppError('statement.empty', 'fixInput', `“${fileName}” is empty. Download it again.`);
  if (bytes.length > MAX_FILE_BYTES) throw new AppError('statement.tooLarge', 'fixInput', `“${fileName}” is larger than ${MAX_FILE_BYTES / 1024 / 1024} MB. Download it in shorter periods.`);
  if (bytes.length < WORKER_BYTES) return { bytes: bytesOf(bytes), file: null };
  const file = folder.file('statement');
  writeBytes(file, bytes);
  return { bytes: fileBytes(file), file };
}

function hashOf(bytes: Bytes): string {
  const hash = createHash('sha256');
  for (const chunk of bytes.chunks()) hash.update(chunk);
  return hash.digest('hex');
}

async function importFrom({ deps, context }: Doing, given: Incoming, folder: Folder, input: Import): Promise<Answer> {
  const { db } = context;
  const fileHash = hashOf(given.bytes);
  refuseKnown(importOfBytes(db, fileHash), input.fileName);
  const choices = accountChoices(deps.settings(db).channels);
  const chosen = input.account === undefined ? null : chosenAccount(choices, input.account);
  context.announce('taskProgress', { task: 'statements.import', text: `Reading ${input.fileName}`, done: 0, total: null });
  const layout = csvLayout(given.bytes);
  const remembered = layout.signature === '' ? undefined : csvLayoutOf(db, layout.signature);
  const columns = input.columns ? parserColumns(input.columns) : (remembered?.columns ?? null);
  const account = chosen ?? (remembered && remembered.account !== '' ? (choices.find(({ value }) => value === remembered.account) ?? null) : null);
  const options: ReadOptions = { fileName: input.fileName, ...(account ? { defaultCurrency: account.currency } : {}) };
  const parse = (more: Partial<ReadOptions>): Promise<Read> => read(deps, given, { ...options, ...more }, folder, context.signal);
  let found = await parse({});
  // Remembered or given columns are for tables that no reader knows by itself.
  if (columns && (!found.reading.ok || found.reading.format === BANK_CSV)) found = await parse({ csvColumns: columns });
  const { reading } = found;
  if (!reading.ok) return unreadable(reading, { ...layout, suggested: layout.suggested ?? columnsByMatching(layout, matchSchemas) }, input);
  if (reading.format === LINNWORKS_ORDERS) throw new AppError('statement.orders', 'fixInput', `“${input.fileName}” lists orders of Linnworks, not money that moved. Orders come through the connection; import the bank's statement or the channel's payout report here.`);
  const isTable = reading.format === BANK_CSV;
  const placed = placeStatements(db, { reading, choices, chosen, remembered: isTable ? account : null });
  if (placed.unplaced) return { outcome: 'needsAccount', found: describe(placed.unplaced, reading.format), choices: choices.map(({ value, label }) => ({ value, label })) };
  const unbalanced = findingsOf(db, placed.statements);
  if (unbalanced.length > 0 && input.reason === undefined) return { outcome: 'doesNotAddUp', count: unbalanced.length, findings: unbalanced.slice(0, MAX_ISSUES_KEPT) };
  const files = store(deps, context, { input, fileHash, found, placed: placed.statements, layout: isTable ? { signature: layout.signature, columns } : null, chosen });
  return { outcome: 'imported', files };
}

function refuseKnown(known: FirstImport | undefined, fileName: string): void {
  if (!known) return;
  const day = known.importedAt.slice(0, 10);
  throw new AppError('statement.duplicate', 'fixInput', `“${fileName}” was imported already: as “${known.fileName}” on ${day} by ${known.importedBy}. Nothing was changed.`);
}

function chosenAccount(choices: readonly AccountChoice[], code: string): AccountChoice {
  const choice = choices.find(({ value }) => value === code);
  if (!choice) throw new AppError('statement.account', 'fixInput', `${code} is no clearing or bank account in the settings. Choose one of ${choices.map(({ value }) => value).join(', ')}.`, { field: 'account' });
  return choice;
}

async function read(deps: StatementDeps, { bytes, file }: Incoming, options: ReadOptions, folder: Folder, signal: AbortSignal): Promise<Read> {
  if (file === null) {
    const reading = readStatement(bytes, options);
    const entries = new Map(reading.statements.map(({ entries: own, parts }) => [parts, own]));
    return { reading, entries: ({ parts }) => entries.get(parts) ?? [] };
  }
  const job = { file, spool: folder.file('entries'), options };
  const { reading, blocks } = deps.workerFile ? await parseInWorker(deps.workerFile, job, signal) : parseToSpool(job);
  return {
    reading,
    * entries(head) {
      for (const entry of entriesInSpool(job.spool, blocks, head.parts)) yield entryIn(head, entry);
    },
  };
}

function parseInWorker(workerFile: URL, job: Parameters<typeof parseToSpool>[0], signal: AbortSignal): Promise<ParsedFile> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerFile, { workerData: job });
    const stop = (): void => void worker.terminate();
    signal.addEventListener('abort', stop, { once: true });
    // The worker answers with the value of parseToSpool, which is ours on both ends.
    worker.once('message', message => resolve(message as ParsedFile));
    worker.once('error', reject);
    worker.once('exit', () => {
      signal.removeEventListener('abort', stop);
      reject(new Error('reading the file ended early'));
    });
  });
}

const ASK_FOR_COLUMNS = new Set(['statement.columns', 'statement.column']);

/** A table whose columns nobody has named yet is asked about; anything else that cannot be read is refused with its place. */
function unreadable({ refusedFor: issue, format }: Reading, layout: CsvLayout, { fileName, columns }: Import): Answer {
  const isTable = layout.header.length > 1 && (ASK_FOR_COLUMNS.has(issue?.code ?? '') || (format === 'unknown' && layout.sample.length > 0));
  if (isTable && columns === undefined) return { outcome: 'needsColumns', header: layout.header, sample: layout.sample, suggested: shownColumns({ date: '', decimal: layout.decimal, delimiter: layout.delimiter, ...layout.suggested }) };
  throw new AppError(issue?.code ?? 'statement.unreadable', 'fixInput', `“${fileName}” can't be used: ${issue ? withLine(issue) : 'it could not be read.'}`, columns === undefined ? {} : { field: 'columns' });
}

const withLine = ({ line, message }: StatementIssue): string => (message.includes(`line ${line}`) ? message : `line ${line}: ${message}`);

type Placed = { statement: StatementHead; account: AccountChoice };

function placeStatements(db: ReadDb, { reading, choices, chosen, remembered }: { reading: Reading; choices: readonly AccountChoice[]; chosen: AccountChoice | null; remembered: AccountChoice | null }): { statements: Placed[]; unplaced: StatementHead | null } {
  // A currency that nobody stated decides nothing while accounts in several currencies could be meant.
  const isCurrencyKnown = !reading.issues.some(({ code }) => code === 'statement.currencyAssumed') || new Set(choices.map(({ currency }) => currency)).size === 1;
  const placed: Placed[] = [];
  for (const statement of reading.statements) {
    if (isPending(statement)) continue;
    const known = knownAccount(db, { format: reading.format, externalAccount: statement.account, currency: statement.currency });
    const code = chosen?.value ?? known ?? remembered?.value ?? (isCurrencyKnown ? resolveAccount(statement, choices) : null);
    const account = choices.find(({ value }) => value === code);
    if (!account) return { statements: [], unplaced: statement };
    if (account.currency !== statement.currency) {
      throw new AppError('statement.currency', 'fixInput', `The file is in ${statement.currency}, account ${account.value} is kept in ${account.currency}. Choose the account of that currency, or download the right file.`, { field: 'account' });
    }
    placed.push({ statement, account });
  }
  return { statements: placed, unplaced: null };
}

/** Why statements do not add up that are not in the books already. */
const findingsOf = (db: ReadDb, placed: readonly Placed[]): { line: number; message: string }[] =>
  placed.flatMap(({ statement, account }) => (statement.unbalanced && !importOfIdentity(db, identityOf(account.value, statement)) ? [{ line: statement.unbalanced.line, message: statement.unbalanced.message }] : []));

const describe = ({ account, currency, fromOn, toOn, entryCount }: StatementHead, format: string): string =>
  `${format}${account === '' ? '' : ` · ${account}`} · ${currency} · ${entryCount} lines${fromOn === null ? '' : ` · ${fromOn} to ${toOn ?? ''}`}`;

type Storing = { input: Import; fileHash: string; found: Read; placed: Placed[]; layout: { signature: string; columns: CsvColumns | null } | null; chosen: AccountChoice | null };

function store(deps: StatementDeps, context: TaskContext, { input, fileHash, found, placed, layout, chosen }: Storing): StatementFile[] {
  const { fileName } = input;
  const { reading } = found;
  const pending = reading.statements.length - placed.length;
  const issues = [...(pending > 0 ? ['Some rows are in no payout yet. They are left out here and come with the report of their payout.'] : []), ...reading.issues.filter(({ code }) => code !== 'statement.unbalanced').map(({ message }) => message)].slice(0, MAX_ISSUES_KEPT);
  if (placed.length === 0) throw new AppError('statement.pending', 'fixInput', `“${fileName}” holds nothing that was paid out yet. Import it again after the payout.`);
  return context.commit(['statements', 'reconciliation'], ({ db, audit, caller, now, newId }) => {
    refuseKnown(importOfBytes(db, fileHash), fileName);
    const ids: string[] = [];
    const skipped: string[] = [];
    const asItIs: string[] = [];
    for (const { statement, account } of placed) {
      const identity = identityOf(account.value, statement);
      const known = importOfIdentity(db, identity);
      if (known && placed.length === 1) refuseKnown(known, fileName);
      if (known) {
        skipped.push(`Payout ${statement.payoutReference ?? identity} was imported already with “${known.fileName}”; it is left out here.`);
        continue;
      }
      if (statement.toOn !== null) deps.refuseLocked(db, periodOf(statement.toOn as LocalDate));
      // A payout belongs to the month that it was paid in, whatever it covers; every other line to its own day.
      if (!isSettlement(statement)) for (const period of periodsOf(found.entries(statement))) deps.refuseLocked(db, period);
      if (!isSettlement(statement)) refuseOverlap(db, statement, found.entries(statement), account.value);
      const id = newId('sta');
      insertStatement(db, { id, fileName, fileHash, identity, format: reading.format, account: account.value, statement: { ...statement, entries: found.entries(statement) }, issues: ids.length === 0 ? issues : [], takenBecause: statement.unbalanced ? (input.reason ?? null) : null, importedBy: caller.name, importedAt: now, newId });
      if (chosen) rememberAccount(db, { format: reading.format, externalAccount: statement.account, currency: statement.currency, account: account.value }, now);
      ids.push(id);
      if (statement.unbalanced) asItIs.push(statement.unbalanced.message);
    }
    if (ids.length === 0) throw new AppError('statement.duplicate', 'fixInput', `Everything in “${fileName}” was imported already. ${skipped[0] ?? ''} Nothing was changed.`);
    const [first] = placed;
    if (layout && layout.signature !== '' && first) rememberLayout(db, { ...layout, account: first.account.value }, now);
    const taken = asItIs.length > 0 ? { reason: input.reason, unbalanced: asItIs.slice(0, MAX_ISSUES_KEPT), unbalancedCount: asItIs.length } : {};
    audit(asItIs.length > 0 ? 'statements.importAsItIs' : 'statements.import', { ...taken, fileName, fileHash, format: reading.format, statements: ids, accounts: [...new Set(placed.map(({ account }) => account.value))], entries: placed.reduce((sum, { statement }) => sum + statement.entryCount, 0), skipped, issues: issues.length });
    return statementsById(db, ids);
  });
}

const periodsOf = (entries: Iterable<StatementEntry>): Set<Period> => {
  const periods = new Set<Period>();
  for (const { bookedOn } of entries) periods.add(periodOf(bookedOn as LocalDate));
  return periods;
};

/** Two statements may meet on a day, but a line that stands in both would count twice. */
function refuseOverlap(db: ReadDb, { fromOn, toOn }: StatementHead, entries: Iterable<StatementEntry>, account: string): void {
  if (fromOn === null || toOn === null) return;
  const mark = (line: { on: string; amountMinor: number; reference: string; text: string }): string => JSON.stringify([line.on, line.amountMinor, line.reference, line.text]);
  const known = new Map(linesBetween(db, { account, from: fromOn, to: toOn }).map(line => [mark(line), line.fileName]));
  if (known.size === 0) return;
  let first: StatementEntry | null = null;
  let doubled = 0;
  for (const entry of entries) {
    if (!known.has(mark({ ...entry, on: entry.bookedOn }))) continue;
    first ??= entry;
    doubled += 1;
  }
  if (!first) return;
  const other = known.get(mark({ ...first, on: first.bookedOn })) ?? '';
  throw new AppError('statement.overlap', 'fixInput', `${doubled} lines of this file stand already in “${other}”, the first of ${first.bookedOn}. Import only the days that are missing, or remove that file first.`);
}

const given = (text: string | null): string | undefined => (text === null || text === '' ? undefined : text);
const DATE_FORMATS = ['YMD', 'DMY', 'MDY'] as const;

/** Columns as the window names them → as the reader takes them. */
function parserColumns(columns: ColumnsInput): CsvColumns {
  const dateFormat = DATE_FORMATS.find(format => format === columns.dateFormat);
  const optional = { valueDate: given(columns.valueDate), description: given(columns.description), reference: given(columns.reference), amount: given(columns.amount), paidIn: given(columns.paidIn), paidOut: given(columns.paidOut), balance: given(columns.balance), currency: given(columns.currency), party: given(columns.party), direction: given(columns.direction ?? null), fee: given(columns.fee ?? null), dateFormat };
  const stated = Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined));
  return { date: columns.date, decimal: columns.decimal, delimiter: columns.delimiter, ...stated };
}

const shownColumns = ({ date, valueDate, description, reference, amount, paidIn, paidOut, balance, currency, party, direction, fee, dateFormat, decimal, delimiter }: CsvColumns): ColumnsInput => ({
  date, valueDate: valueDate ?? null, description: description ?? null, reference: reference ?? null, amount: amount ?? null, paidIn: paidIn ?? null, paidOut: paidOut ?? null, balance: balance ?? null,
  currency: currency ?? null, party: party ?? null, direction: direction ?? null, fee: fee ?? null, dateFormat: dateFormat ?? '', decimal: decimal ?? '.', delimiter: delimiter ?? ',',
});
