import type { Serializable } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import type { Settings } from '../../../shared/contract/settings.ts';
import { previewRecords } from '../../engine/mapping/preview.ts';
import type { Judge } from '../../engine/mapping/preview.ts';
import type { RecordContext } from '../../engine/mapping/record-context.ts';
import { matchSchemas } from '../../engine/mapping/suggest.ts';
import { priceOrder } from '../../engine/pricing/price-order.ts';
import { pricingLookups } from '../../engine/pricing/pricing-lookups.ts';
import { DEFAULT_SETTINGS } from '../../engine/settings/default-settings.ts';
import { RULES } from '../../engine/validation/rule-list.ts';
import { compileValidation } from '../../engine/validation/validate.ts';
import { startChild } from './child.ts';
import { figure } from './figures.ts';
import type { Measured } from './figures.ts';
import { twoSchemas } from './mapping-schemas.ts';
import { fortyFields } from './sync-mapping.ts';
import { shopOrder } from './sync-orders.ts';
import { ENTITY, orderOf, references } from './sync-systems.ts';

const SMALL = 500;
const LARGE = 2_000;
const PREVIEWED = 1_000;

function timed(work: () => void): number {
  const startedAt = performance.now();
  work();
  return (performance.now() - startedAt) / 1_000;
}

/** Suggestions for every field of a schema, from nothing: words split, weighed and compared anew each time. */
function suggestAll(schemas: ReturnType<typeof twoSchemas>): void {
  const { suggestions } = matchSchemas(schemas.target, schemas.source);
  if (suggestions.length !== schemas.target.length) throw new Error('every target has its suggestions');
}

/** Orders through a mapping of forty fields, priced, with totals, postings and what each step made of each value. */
function previewAll(settings: Settings): void {
  const lookups = pricingLookups(settings, references);
  const judge: Judge = { rules: RULES, check: fields => { const validate = compileValidation(fields.map(({ target }) => target)); return (body, { context }) => validate(body, context.priced, { context, closed: null }); } };
  const preview = previewRecords({ fields: fortyFields, targetEntity: ENTITY, judge });
  for (let n = 0; n < PREVIEWED; n += 1) {
    const raw = shopOrder(n);
    const order = orderOf(raw);
    const pricing = priceOrder(order, lookups);
    const context: RecordContext = { order, priced: pricing.ok ? pricing.priced : null, references, settings, channel: null, customerId: '1', bankId: '9', timeZone: settings.timeZone, table: () => null };
    const { target } = preview({ reference: order.reference, raw, prepared: { order, context, issues: [] } });
    if (target.length === 0) throw new Error('a preview shows its fields');
  }
}

const Tried = z.object({ seconds: z.number(), documents: z.int(), differ: z.int(), sentence: z.string(), queryP95Ms: z.number(), peakMb: z.number() });

/** A posted month tried with a changed mapping, each time in a process of its own, so that the peak of memory is the try's. */
async function backTests(runs: number, orders: number): Promise<z.infer<typeof Tried>[]> {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'tieout-bench-'));
  const ask = async (question: Serializable): Promise<unknown> => {
    const child = startChild(new URL('./back-test-child.ts', import.meta.url));
    try {
      return await child.ask(question);
    } finally {
      await child.close();
    }
  };
  try {
    await ask({ dir, fill: orders });
    const tried: z.infer<typeof Tried>[] = [];
    for (let run = 0; run < runs; run += 1) {
      const one = Tried.parse(await ask({ dir }));
      if (one.documents !== orders || one.differ === 0 || one.differ === orders) throw new Error(`the back-test is not what was prepared: ${one.sentence}`);
      tried.push(one);
    }
    return tried;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** What a person waits for in the mapping's grid, and when a month is tried. */
export async function benchMapping({ runs, orders }: { runs: number; orders: number }): Promise<Measured> {
  const [small, large] = [twoSchemas(SMALL), twoSchemas(LARGE)];
  const times = { small: [] as number[], large: [] as number[], preview: [] as number[] };
  for (let run = 0; run < runs; run += 1) {
    times.small.push(timed(() => suggestAll(small)));
    times.large.push(timed(() => suggestAll(large)));
    times.preview.push(timed(() => previewAll(DEFAULT_SETTINGS)));
  }
  const tried = await backTests(runs, orders);
  const backTest = `backtest${orders}`;
  return {
    name: 'mapping', runs,
    figures: {
      [`suggest${SMALL}x${SMALL}`]: figure('s', times.small), [`suggest${LARGE}x${LARGE}`]: figure('s', times.large), [`preview${PREVIEWED}`]: figure('s', times.preview),
      [backTest]: figure('s', tried.map(({ seconds }) => seconds)), [`${backTest}.peak`]: figure('MB', tried.map(({ peakMb }) => peakMb)),
      [`${backTest}.queryP95`]: figure('ms', tried.map(({ queryP95Ms }) => queryP95Ms)),
    },
    ratios: {}, missing: [],
  };
}
