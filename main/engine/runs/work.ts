import type { Contract } from '../../../shared/contract/contract.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import type { Instant, LocalDate, Period } from '../../../shared/values/date.ts';
import type { NewId } from '../../../shared/values/id.ts';
import type { Commerce, Connector, Erp, ErpReferences, Session } from '../connectors/connector.ts';
import type { Announce, Caller, Commit } from '../handler.ts';
import type { ReadDb } from '../store/sql.ts';
import type { OrderRules } from '../workflows/order-rules.ts';
import type { StoredRun } from './run-store.ts';

/** What a run is handed by the engine: everything uncertain (clock, network, chance) comes in here. */
export type RunDeps = {
  db: ReadDb;
  commit<T>(caller: Caller, groups: readonly (keyof Contract)[], work: (commit: Commit) => T): T;
  announce: Announce;
  openSession(connectionId: string): Promise<Session>;
  connectorOf(connectionId: string): Connector;
  now(): Instant;
  newId: NewId;
  random(): number;
  wait(ms: number, signal: AbortSignal): Promise<void>;
};

/** A connected system with its capabilities of one side. */
export type CommerceSide = { connectionId: string; label: string; session: Session; commerce: Commerce };
export type ErpSide = { connectionId: string; session: Session; erp: Erp; connector: Connector };

/** One run at work: what its steps read and whom they ask. */
export type Work = {
  readonly run: StoredRun;
  readonly caller: Caller;
  readonly deps: RunDeps;
  readonly settings: Settings;
  /** What the workflow says about single orders. */
  readonly rules: OrderRules;
  /** What an order becomes: by the setting, where the workflow asks it. */
  readonly documentStep: 'salesOrder' | 'invoice';
  readonly period: Period;
  readonly source: CommerceSide;
  readonly target: ErpSide;
  /** The ERP's lists; read anew when customers were created. */
  references: ErpReferences;
  readonly signal: AbortSignal;
  /** Pause or cancel was asked: finish what is on the way, begin nothing. */
  stopped(): boolean;
  commit<T>(work: (commit: Commit) => T): T;
  /** A sentence for people, shown with the run when it is through. */
  notice(text: string): void;
  /** Says which step the run is at; the window shows it. */
  at(step: string): void;
  /** Brings record states, counts and the progress event up to date. */
  tally(): void;
  /** Why a document can't be posted on a day (closed there, locked here), or null. Asked once a day and ledger. */
  closedOn(day: LocalDate, ledger: 'sales' | 'cash' | 'orders'): Promise<string | null>;
};
