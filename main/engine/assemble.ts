import path from 'node:path';
import type { Contract } from '../../shared/contract/contract.ts';
import { DEFAULT_MASTERS } from '../../shared/contract/customers.ts';
import type { Adjustment } from '../../shared/contract/reconciliation.ts';
import { assert } from '../../shared/values/assert.ts';
import { lastDayOf, periodOf } from '../../shared/values/date.ts';
import type { LocalDate, Period } from '../../shared/values/date.ts';
import { aiHandlers } from './ai/handlers.ts';
import { auditHandlers } from './audit/handlers.ts';
import { signingKeyOf } from './audit/signing-key.ts';
import type { AllHandlers } from './call.ts';
import { captureChanges } from './change-capture.ts';
import type { ChangeCapture } from './change-capture.ts';
import { closeHandlers } from './close/handlers.ts';
import type { Shop } from './close/proof-store.ts';
import { earliestOpen, refuseLocked, signaturesOf, signedMonth } from './close/close-store.ts';
import { watchSigned } from './close/signed-store.ts';
import { connectionById, readyConnections } from './connections/connection-store.ts';
import { connectionHandlers } from './connections/handlers.ts';
import { sessionRecords } from './connections/session-store.ts';
import { openSessions } from './connections/sessions.ts';
import { connectorOf } from './connectors/registry.ts';
import { customerHandlers } from './customers/handlers.ts';
import type { Chain } from './dead-letters/dead-letter-store.ts';
import { deadLetterHandlers } from './dead-letters/handlers.ts';
import type { EngineOptions } from './engine.ts';
import type { Announce, Caller, CommandContext, Commit, TaskContext } from './handler.ts';
import { holdHandlers } from './holds/handlers.ts';
import { backTestHandlers } from './mapping/back-test-handlers.ts';
import { lookupHandlers } from './lookups/handlers.ts';
import { lookupReader } from './lookups/lookup-store.ts';
import { mappingHandlers } from './mapping/handlers.ts';
import { matchRulesHandlers } from './match-rules/handlers.ts';
import { rulesInForce } from './match-rules/rules-store.ts';
import { noteHandlers } from './notes/handlers.ts';
import { doubtEverythingSending, letterById } from './outbox/outbox-store.ts';
import { peopleHandlers } from './people/handlers.ts';
import type { SignIns } from './people/sessions.ts';
import { lastDayOfEntries } from './reconciliation/adjustment-store.ts';
import { boardOf, findingsOf, slipsIn } from './reconciliation/figures-store.ts';
import { proposalHandlers } from './proposals/handlers.ts';
import { reconciliationHandlers } from './reconciliation/handlers.ts';
import { lastReferences } from './records/reference-store.ts';
import { abilitiesOf } from './runs/abilities.ts';
import { backTestPlan } from './runs/back-test-plan.ts';
import { accountAsCustomer } from './runs/customers.ts';
import { adjustmentLetter } from './runs/adjustments.ts';
import { journalFile, journalWaiting } from './runs/journal.ts';
import { listShop } from './runs/list-shop.ts';
import { letterFieldsOf } from './runs/letter-fields.ts';
import { previewContext } from './runs/preview-context.ts';
import { makeRunControl } from './runs/run-control.ts';
import { runHandlers, startRun } from './runs/handlers.ts';
import { runAtWork, runsInState, setRunState } from './runs/run-store.ts';
import { keepReferences, keepSampleOrders } from './runs/samples.ts';
import { settingsHandlers } from './settings/handlers.ts';
import { readSettings } from './settings/settings-store.ts';
import { statementHandlers } from './statements/handlers.ts';
import { keepUploads } from './statements/statement-file.ts';
import type { ReadDb } from './store/sql.ts';
import type { Store } from './store/open-store.ts';
import { workflowHandlers } from './workflows/handlers.ts';
import { todayHandlers } from './today/handlers.ts';

export type Parts = {
  handlers: AllHandlers;
  signingKey: () => Promise<string>;
  capture: ChangeCapture;
  /** After a crash: runs that say they run were stopped, letters on the way are in doubt. */
  recover(): void;
  idle(): Promise<void>;
  close(): Promise<void>;
};

type Given = {
  options: EngineOptions;
  store: Store;
  signIns: SignIns;
  announce: Announce;
  commitAs<T>(caller: Caller, groups: readonly (keyof Contract)[], work: (commit: Commit) => T): T;
  system: TaskContext;
};

/** A worker's entry beside this file: the source while developing, its bundle in the app, which lies outside the archive because a thread cannot count on reading there. */
const workerFile = (folder: string, name: string): URL =>
  import.meta.url.endsWith('.ts') ? new URL(`./${folder}/${name}.ts`, import.meta.url) : new URL(`./${name}.mjs`, import.meta.url.replace('/app.asar/', '/app.asar.unpacked/'));

/** Hands every stage what it may use of the others. The only place that knows them all by name. */
export function assembleHandlers({ options, store, signIns, announce, commitAs, system }: Given): Parts {
  const { vault, now, newId, random, wait } = options;
  const db = store.read;
  const settings = (reader: ReadDb) => readSettings(reader).settings;
  const signingKey = signingKeyOf(vault, system);
  const records = sessionRecords({ db, vault, commit: system.commit });
  const sessions = openSessions({ records, connectorOf, announce, now, wait, random, onMistake: options.onMistake });
  const connectorFor = (connectionId: string) => {
    const { system, settings } = connectionById(db, connectionId);
    return connectorOf(system, settings);
  };
  const control = makeRunControl(
    { db, commit: commitAs, announce, openSession: sessions.open, connectorOf: connectorFor, now, newId, random, wait },
    (run, error) => options.onMistake(`run ${run.id}`, error),
  );

  /** These chains go on: at once, or when the run that is at work has ended. */
  function sendAgain(context: CommandContext, chains: readonly Chain[]): void {
    const { caller } = context;
    for (const ask of chains) {
      const atWork = runAtWork(context.db, ask.workflow, ask.period);
      if (!atWork) startRun(context, control, ask);
      else control.afterwards(atWork.id, () => commitAs(caller, ['runs'], after => startRun(after, control, ask)));
    }
  }

  /** The ERP of this workspace, once it is connected. */
  function readyErp(reader: ReadDb) {
    const connection = readyConnections(reader).find(({ system: key }) => connectorOf(key).side === 'erp');
    const erp = connection && connectorFor(connection.id).erp;
    return connection && erp ? { connectionId: connection.id, erp } : null;
  }

  const readyShops = (reader: ReadDb): Shop[] => readyConnections(reader).flatMap(({ id, system: key }) => (connectorOf(key).side === 'commerce' ? [{ id, label: connectorOf(key).label }] : []));

  async function* shopListing(shop: Shop, period: Period, signal: AbortSignal) {
    const { commerce } = connectorFor(shop.id);
    assert(commerce, 'a shop without its commerce side');
    yield* listShop({ connectionId: shop.id, label: shop.label, session: await sessions.open(shop.id), commerce }, { period, timeZone: settings(db).timeZone, signal });
  }

  async function openErp() {
    const ready = readyErp(db);
    return ready && { ...ready, session: await sessions.open(ready.connectionId) };
  }

  /** After discovery: the ERP's lists and a page of orders, so that mapping has something to show. */
  async function keepWhatMappingNeeds(context: TaskContext, connectionId: string): Promise<void> {
    const connector = connectorFor(connectionId);
    const session = await sessions.open(connectionId);
    const { timeZone, booksOpenFrom } = settings(db);
    if (connector.erp) await keepReferences(context, { connectionId, session, erp: connector.erp });
    if (connector.commerce) await keepSampleOrders(context, { connectionId, label: connector.label, session, commerce: connector.commerce }, { period: earliestOpen(db, periodOf(booksOpenFrom)), timeZone });
  }

  function enqueueAdjustment(commit: Commit, adjustment: Adjustment): void {
    const ready = readyErp(commit.db);
    assert(ready, 'an adjustment without an ERP');
    adjustmentLetter(commit, { adjustment, connectionId: ready.connectionId, documents: ready.erp.documents, references: lastReferences(commit.db), on: adjustmentDay(commit.db, adjustment) });
  }

  /** The day of its lines, within the period that it puts right. */
  function adjustmentDay(reader: ReadDb, { id, key: { period } }: Adjustment): LocalDate {
    const day = lastDayOfEntries(reader, id);
    return day !== null && periodOf(day) === period ? day : lastDayOf(period);
  }

  /** What the ERP shows nothing of and where to look instead; of exchange rates only where the company sells in several currencies. */
  function unseenInLedger(reader: ReadDb): string[] {
    const erp = readyErp(reader)?.erp;
    const isForeign = new Set(settings(reader).channels.map(({ currency }) => currency)).size > 1;
    return (['allocations', 'baseValues'] as const).flatMap(fact => (!erp || erp.shows?.includes(fact) || (fact === 'baseValues' && !isForeign) ? [] : (erp.cannot?.[fact] ?? [])));
  }

  const uploads = keepUploads();
  const capture = captureChanges({ options, store, system, sessions, control, connectorFor });
  const connections = connectionHandlers({ vault, sessions, connectorOf });
  return {
    signingKey, capture,
    handlers: {
      people: peopleHandlers({ signIns, workspace: options.workspace, environment: options.environment, version: options.version, guests: options.guests, newSession: options.newSession }),
      connections: {
        ...connections,
        list: context => connections.list(context, {}).map(capture.shown),
        async discover(context, input) {
          const answer = await connections.discover(context, input);
          await keepWhatMappingNeeds(context, input.id);
          return answer;
        },
      } satisfies typeof connections,
      mappings: {
        ...mappingHandlers({ previewContext }),
        ...backTestHandlers({
          workerFile: workerFile('runs', 'back-test-worker'),
          jobOf(reader, mapping, fields, period) {
            const { erp } = connectorFor(mapping.targetConnection);
            const plan = erp ? backTestPlan(mapping, fields, erp) : null;
            return plan && { file: store.file, mappingId: mapping.id, period, plan };
          },
        }),
      },
      ai: aiHandlers({ vault, wait }),
      lookups: lookupHandlers({ previewContext }),
      runs: runHandlers({
        control,
        journal(reader) {
          const erp = readyErp(reader)?.erp;
          return erp?.journal ? journalFile(reader, erp.journal, lastReferences(reader)) : { entries: 0, fileName: '', content: '' };
        },
      }),
      deadLetters: deadLetterHandlers({
        factsOf(reader) {
          const { products, taxCodes } = lastReferences(reader);
          return { itemCodes: products.map(({ code }) => code), taxCodes };
        },
        sendAgain, refuseLocked,
        fieldsOf: (reader, id) => letterFieldsOf(reader, id, step => connectorFor(letterById(reader, id)?.connectionId ?? '').erp?.targets[step]?.entity ?? null),
      }),
      holds: holdHandlers({ sendAgain }),
      proposals: proposalHandlers({ refuseLocked, sendAgain: (context, periods) => sendAgain(context, periods.map(period => ({ workflow: 'orderToCash', period: earliestOpen(context.db, period) }))) }),
      customers: customerHandlers({
        accounts: reader => new Map(lastReferences(reader).customers.map(account => [account.id, accountAsCustomer(account)])),
        masters: reader => settings(reader).customerMasters ?? DEFAULT_MASTERS,
        names(reader) {
          const nameOf = (side: 'commerce' | 'erp', otherwise: string): string => readyConnections(reader).map(({ system: key }) => connectorOf(key)).find(connector => connector.side === side)?.label ?? otherwise;
          return { shop: nameOf('commerce', 'The shop'), erp: nameOf('erp', 'The ERP') };
        },
      }),
      statements: statementHandlers({ settings, refuseLocked, workerFile: workerFile('statements', 'parse-worker') }, uploads),
      notes: noteHandlers({ folder: path.join(path.dirname(store.file), 'attachments'), uploaded: uploads.file, forget: uploads.remove, refuseLocked }),
      reconciliation: reconciliationHandlers({ settings, rules: rulesInForce, signatures: signaturesOf, refuseLocked, openErp, enqueueAdjustment, watchSigned, table: (reader, name) => lookupReader(reader)(name), signedBoard: (reader, period) => signedMonth(reader, period)?.board ?? null }),
      matchRules: matchRulesHandlers({ file: store.file, workerFile: workerFile('match-rules', 'rule-trial-worker'), settings }),
      close: closeHandlers({
        company: options.workspace, version: options.version, openErp, shops: readyShops, listing: shopListing,
        board: (reader, period) => signedMonth(reader, period)?.board ?? boardOf(reader, { settings: settings(reader), period, signatures: signaturesOf(reader, period) }),
        findings: (reader, period) => findingsOf(reader, period).map(({ account, finding }) => `${account}: ${finding}`),
        slips: slipsIn, unseenInLedger,
        booksOpenFrom: reader => periodOf(settings(reader).booksOpenFrom),
        journalWaiting: (reader, period) => journalWaiting(reader, readyErp(reader)?.erp.journal ?? null, lastDayOf(period)),
        erpLabel: reader => readyConnections(reader).map(({ system: key }) => connectorOf(key)).find(({ side }) => side === 'erp')?.label ?? 'The ERP',
      }),
      audit: auditHandlers({ file: store.file, signingKey, workerFile: workerFile('audit', 'verify-worker') }),
      settings: settingsHandlers,
      workflows: workflowHandlers(reader => {
        const connected = readyConnections(reader).map(({ id }) => connectorFor(id));
        const [source, target] = ['commerce', 'erp'].map(side => connected.find(connector => connector.side === side));
        return source && target ? { source: source.key, target: target.key, abilities: abilitiesOf(source, target, settings(reader)) } : null;
      }),
      today: todayHandlers,
      webhooks: capture.handlers,
    },
    recover() {
      const cut = runsInState(db, ['running', 'pausing', 'cancelling']);
      const doubted = db.get({ text: "SELECT 1 FROM letter WHERE state = 'sending' LIMIT 1", values: [] }) !== undefined;
      if (cut.length === 0 && !doubted) return;
      system.commit(['runs', 'deadLetters'], ({ db: write, audit, now: at }) => {
        for (const run of cut) setRunState(write, run.id, { state: 'stopped', message: 'Tieout was stopped in mid-run. Resume it: what was on the way is asked about first, nothing is posted twice.', endedAt: null });
        audit('engine.recovered', { runs: cut.map(run => run.id), lettersInDoubt: doubtEverythingSending(write, at) });
      });
    },
    idle: () => control.idle(),
    async close() {
      await capture.close();
      await control.pauseAll();
      await sessions.close();
    },
  };
}
