import { z } from 'zod';
import { AiSettings } from '../../../shared/contract/ai.ts';
import type { Instant } from '../../../shared/values/date.ts';
import { sql } from '../store/sql.ts';
import type { ReadDb, WriteDb } from '../store/sql.ts';
import type { TaskContext } from '../handler.ts';
import { FIRST_FORM, Form } from './questions.ts';
import type { Book } from './send.ts';

export const DEFAULT_AI: AiSettings = { enabled: false, baseUrl: '', model: '', currency: 'USD', inputPriceMicro: 0, outputPriceMicro: 0, monthlyCapMicro: 10_000_000, timeoutSeconds: 60 };

type StoredAi = { readonly settings: AiSettings; readonly rev: number; readonly form: Form; readonly testedAt: Instant | null };

export function readAi(db: ReadDb): StoredAi {
  const row = db.get<{ rev: number; value: string; form: string; tested_at: string | null }>(sql`SELECT rev, value, form, tested_at FROM ai_setting WHERE id = 1`);
  if (!row) return { settings: DEFAULT_AI, rev: 0, form: FIRST_FORM, testedAt: null };
  return { settings: AiSettings.parse(JSON.parse(row.value)), rev: row.rev, form: Form.parse(JSON.parse(row.form)), testedAt: row.tested_at as Instant | null };
}

export function writeAi(db: WriteDb, { settings, rev, form, testedAt }: StoredAi): void {
  db.run(sql`INSERT INTO ai_setting (id, rev, value, form, tested_at) VALUES (1, ${rev}, ${JSON.stringify(settings)}, ${JSON.stringify(form)}, ${testedAt})
    ON CONFLICT (id) DO UPDATE SET rev = excluded.rev, value = excluded.value, form = excluded.form, tested_at = excluded.tested_at`);
}

const KEY = 'language model key';

export const sealedKey = (db: ReadDb): string | null => db.get<{ sealed: string }>(sql`SELECT sealed FROM sealed_secret WHERE name = ${KEY}`)?.sealed ?? null;

export function keepKey(db: WriteDb, sealed: string | null): void {
  if (sealed === null) db.run(sql`DELETE FROM sealed_secret WHERE name = ${KEY}`);
  else db.run(sql`INSERT INTO sealed_secret (name, sealed) VALUES (${KEY}, ${sealed}) ON CONFLICT (name) DO UPDATE SET sealed = excluded.sealed`);
}

/** The calendar month, UTC, in which a moment's spending counts. */
const monthOf = (at: Instant): string => at.slice(0, 'yyyy-mm'.length);

/** What this month's calls cost in a currency. Calls whose answer is out, or never came, count with the most that they can cost. */
export function spentIn(db: ReadDb, at: Instant, currency: string): { micro: number; calls: number } {
  const row = db.get<{ micro: number; calls: number }>(sql`SELECT min(coalesce(sum(cost_micro), 0), ${Number.MAX_SAFE_INTEGER}) AS micro, count(*) AS calls FROM ai_call WHERE month = ${monthOf(at)} AND currency = ${currency}`);
  return z.object({ micro: z.int(), calls: z.int() }).parse(row);
}

/** The book of what is asked and spent. Two people who ask at once cannot spend the same rest of a month: what is under way counts. */
export const bookOf = (context: Pick<TaskContext, 'commit' | 'newId'>, { model, currency, monthlyCapMicro }: AiSettings): Book => ({
  intend: (atMostMicro, detail) => context.commit(['ai'], ({ db, audit, now }) => {
    if (spentIn(db, now, currency).micro + atMostMicro > monthlyCapMicro) {
      audit('languageModel.overCap', { model, atMostMicro, monthlyCapMicro, currency });
      return null;
    }
    const call = context.newId('aic');
    db.run(sql`INSERT INTO ai_call (id, at, month, model, state, cost_micro, currency) VALUES (${call}, ${now}, ${monthOf(now)}, ${model}, 'sent', ${atMostMicro}, ${currency})`);
    audit('languageModel.ask', { call, ...detail });
    return call;
  }),
  settle: (call, { state, costMicro }, detail) => context.commit(['ai'], ({ db, audit }) => {
    db.run(sql`UPDATE ai_call SET state = ${state}, cost_micro = ${costMicro} WHERE id = ${call}`);
    audit('languageModel.answer', detail);
  }),
});
