import type { Settings } from '../../../shared/contract/settings.ts';
import { previewRecord } from '../../engine/mapping/preview.ts';
import type { RecordContext } from '../../engine/mapping/record-context.ts';
import { matchSchemas } from '../../engine/mapping/suggest.ts';
import { priceOrder } from '../../engine/pricing/price-order.ts';
import { pricingLookups } from '../../engine/pricing/pricing-lookups.ts';
import { DEFAULT_SETTINGS } from '../../engine/settings/default-settings.ts';
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
  for (let n = 0; n < PREVIEWED; n += 1) {
    const raw = shopOrder(n);
    const order = orderOf(raw);
    const pricing = priceOrder(order, lookups);
    const context: RecordContext = { order, priced: pricing.ok ? pricing.priced : null, references, settings, channel: null, customerId: '1', bankId: '9', timeZone: settings.timeZone, table: () => null };
    const { target } = previewRecord({ fields: fortyFields, targetEntity: ENTITY }, { reference: order.reference, raw, prepared: { order, context, issues: [] } });
    if (target.length === 0) throw new Error('a preview shows its fields');
  }
}

/** What a person waits for in the mapping's grid. */
export async function benchMapping({ runs }: { runs: number }): Promise<Measured> {
  const [small, large] = [twoSchemas(SMALL), twoSchemas(LARGE)];
  const times = { small: [] as number[], large: [] as number[], preview: [] as number[] };
  for (let run = 0; run < runs; run += 1) {
    times.small.push(timed(() => suggestAll(small)));
    times.large.push(timed(() => suggestAll(large)));
    times.preview.push(timed(() => previewAll(DEFAULT_SETTINGS)));
  }
  return {
    name: 'mapping', runs,
    figures: { [`suggest${SMALL}x${SMALL}`]: figure('s', times.small), [`suggest${LARGE}x${LARGE}`]: figure('s', times.large), [`preview${PREVIEWED}`]: figure('s', times.preview) },
    ratios: {}, missing: [],
  };
}
