import type { ChannelSettings, Settings } from '../../../shared/contract/settings.ts';
import type { Figures, ReconciliationKey } from '../../../shared/contract/reconciliation.ts';
import type { Instant, Period } from '../../../shared/values/date.ts';
import { sql } from '../store/sql.ts';
import type { ReadDb, WriteDb } from '../store/sql.ts';
import { entryGroups } from './entry-store.ts';
import type { Shape } from './entry.ts';
import { sumsOf } from './figures.ts';
import { matchGroups } from './match-store.ts';

/** Who signed a period, and whether it is locked. */
export type Signatures = { preparedBy: string | null; reviewedBy: string | null; locked: boolean };

/** One reconciliation that the settings ask for. */
export type Account = { key: ReconciliationKey; label: string; currency: string; shape: Shape; channels: readonly ChannelSettings[] };

/** Clearing accounts and bank accounts, then invoices and returns of every channel: the rows of the close board. */
export function accountsOf(settings: Settings, period: Period): Account[] {
  const clearing = byCode(settings.channels, ({ clearingBank }) => clearingBank).map(([code, channels]): Account => ({
    key: { kind: 'payments', account: code, period }, label: `${channels.map(({ label }) => label).join(', ')} · clearing ${code}`, currency: channels[0]?.currency ?? '', shape: 'clearing', channels,
  }));
  const banks = byCode(settings.channels, ({ bank }) => bank).map(([code, channels]): Account => ({
    key: { kind: 'payments', account: code, period }, label: `Bank ${code} ${channels[0]?.currency ?? ''}`, currency: channels[0]?.currency ?? '', shape: 'bank', channels,
  }));
  const documents = (['invoices', 'returns'] as const).flatMap(kind => settings.channels.map((channel): Account => ({
    key: { kind, account: channel.key, period }, label: channel.label, currency: channel.currency, shape: kind, channels: [channel],
  })));
  return [...clearing, ...banks.filter(({ key }) => !clearing.some(other => other.key.account === key.account)), ...documents];
}

function byCode(channels: readonly ChannelSettings[], codeOf: (channel: ChannelSettings) => string): [string, ChannelSettings[]][] {
  const codes = [...new Set(channels.map(codeOf))].filter(code => code !== '').sort();
  return codes.map(code => [code, channels.filter(channel => codeOf(channel) === code)]);
}

export type State = { currency: string; openingMinor: number; closingMinor: number; outsideMinor: number; findings: string[]; slips: string[]; customers: string[]; rulesVersion: number; rulesSeal: string; refreshedAt: Instant };

export function saveState(db: WriteDb, { kind, account, period }: ReconciliationKey, state: State): void {
  db.run(sql`INSERT INTO reconciliation_state (kind, account, period, currency, opening_minor, closing_minor, outside_minor, findings, slips, customers, rules_version, rules_seal, refreshed_at)
    VALUES (${kind}, ${account}, ${period}, ${state.currency}, ${state.openingMinor}, ${state.closingMinor}, ${state.outsideMinor}, ${JSON.stringify(state.findings)}, ${JSON.stringify(state.slips)}, ${JSON.stringify(state.customers)}, ${state.rulesVersion}, ${state.rulesSeal}, ${state.refreshedAt})
    ON CONFLICT (kind, account, period) DO UPDATE SET currency = excluded.currency, opening_minor = excluded.opening_minor, closing_minor = excluded.closing_minor,
      outside_minor = excluded.outside_minor, findings = excluded.findings, slips = excluded.slips, customers = excluded.customers, rules_version = excluded.rules_version, rules_seal = excluded.rules_seal, refreshed_at = excluded.refreshed_at`);
}

type StateRow = { currency: string; openingMinor: number; closingMinor: number; outsideMinor: number; findings: string; slips: string; customers: string; rulesVersion: number; rulesSeal: string; refreshedAt: Instant };

export function readState(db: ReadDb, { kind, account, period }: ReconciliationKey): State | undefined {
  const row = db.get<StateRow>(sql`SELECT currency, opening_minor AS openingMinor, closing_minor AS closingMinor, outside_minor AS outsideMinor, findings, slips, customers, rules_version AS rulesVersion, rules_seal AS rulesSeal, refreshed_at AS refreshedAt
    FROM reconciliation_state WHERE kind = ${kind} AND account = ${account} AND period = ${period}`);
  // The columns hold what saveState wrote: sentences, and account references.
  return row && { ...row, findings: JSON.parse(row.findings) as string[], slips: JSON.parse(row.slips) as string[], customers: JSON.parse(row.customers) as string[] };
}

export function figuresOf(db: ReadDb, account: Account, signatures: Signatures): Figures {
  const state = readState(db, account.key);
  const sums = sumsOf({
    kind: account.key.kind, openingMinor: state?.openingMinor ?? 0, closingMinor: state?.closingMinor ?? 0, outsideMinor: state?.outsideMinor ?? 0,
    entries: entryGroups(db, account.key), matches: matchGroups(db, account.key),
  });
  return { key: account.key, label: account.label, currency: state?.currency ?? account.currency, ...sums, refreshedAt: state?.refreshedAt ?? null, ...signatures };
}

/** Every reconciliation of a period with its figures. */
export const boardOf = (db: ReadDb, { settings, period, signatures }: { settings: Settings; period: Period; signatures: Signatures }): Figures[] =>
  accountsOf(settings, period).map(account => figuresOf(db, account, signatures));

/** Sentences about the statements of a reconciliation: gaps between two of them, balances that do not follow each other. */
export const findingsOf = (db: ReadDb, period: Period): { account: string; finding: string }[] => db.all(sql`
  SELECT r.account, f.value AS finding FROM reconciliation_state r, json_each(r.findings) f WHERE r.period = ${period} AND r.kind = 'payments' ORDER BY r.account, f.key`);

/** What is wrong inside the ledger although the totals agree, a sentence each, over all reconciliations of a period. */
export const slipsIn = (db: ReadDb, period: Period): string[] => db.all<{ slip: string }>(sql`
  SELECT f.value AS slip FROM reconciliation_state r, json_each(r.slips) f WHERE r.period = ${period} ORDER BY r.kind, r.account, f.key`).map(({ slip }) => slip);
