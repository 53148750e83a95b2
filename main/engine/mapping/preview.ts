import type { z } from 'zod';
import type { Order } from '../../../shared/canonical/order.ts';
import type { SchemaField } from '../../../shared/contract/connections.ts';
import type { PreviewRecord } from '../../../shared/contract/mappings.ts';
import type { Json } from '../connectors/connector.ts';
import type { PricedOrder } from '../pricing/priced-order.ts';
import { compileMapping } from './apply-mapping.ts';
import type { MappedField, TracedField } from './apply-mapping.ts';
import { mappedFields, requiredUnmapped, shownChoice } from './mapping-content.ts';
import type { StoredField } from './mapping-content.ts';
import { asText, isProblem } from './record-context.ts';
import type { RecordContext, Scope, Value } from './record-context.ts';
import { needsRecord, transformsByName } from './transforms.ts';

type Preview = z.infer<typeof PreviewRecord>;
type Posting = Preview['postings'][number];

/** A record ready to be tried, or what keeps it from that. `issues` are those of its money: an unknown item, an odd tax rate. */
export type Prepared = { readonly order: Order; readonly context: RecordContext; readonly issues: readonly { field: string | null; message: string }[] } | { readonly issue: string };

/** Most fields of a source record that are shown. */
const MAX_SOURCE_FIELDS = 400;

/** The leaves of a record with their paths, in its own order. */
export function leavesOf(raw: Json, path = '', found: { path: string; value: string }[] = []): { path: string; value: string }[] {
  if (found.length >= MAX_SOURCE_FIELDS) return found;
  if (Array.isArray(raw)) raw.forEach((entry, index) => leavesOf(entry, `${path}[${index}]`, found));
  else if (typeof raw === 'object' && raw !== null) for (const [name, value] of Object.entries(raw)) leavesOf(value, path === '' ? name : `${path}.${name}`, found);
  else found.push({ path, value: asText(raw) });
  return found;
}

const stepText = ({ transform, text }: TracedField['steps'][number]): string => `${transformsByName.get(transform)?.label ?? transform}: ${text === '' ? 'nothing' : text}`;

function totalsOf(priced: PricedOrder | null): Preview['totals'] {
  if (!priced) return null;
  const { currency, paidMinor, netMinor, taxMinor, grossMinor, residualMinor, residualPlace } = priced;
  return { currency, paidMinor, netMinor, taxMinor, grossMinor, residualMinor, residualPlace };
}

/** The double entry that follows: of a sales document when it is invoiced, of a receipt at once, of a customer none. */
export function postingsOf(targetEntity: string, { order, priced, channel, settings, supplierId }: RecordContext): Posting[] {
  // An order to a supplier is in no ledger until its invoice comes.
  if (supplierId !== undefined) return [];
  const customer = channel?.customerReference ? `Sales ledger ${channel.customerReference}` : 'Sales ledger';
  const debit = (account: string, minor: number): Posting => ({ account, debitMinor: minor, creditMinor: 0 });
  const credit = (account: string, minor: number): Posting => ({ account, debitMinor: 0, creditMinor: minor });
  if (/receipt/i.test(targetEntity)) return [debit(`Clearing account ${channel?.clearingBank ?? ''}`.trim(), order.grossMinor), credit(customer, order.grossMinor)];
  if (!/order|invoice/i.test(targetEntity) || !priced) return [];
  const carriage = priced.carriage?.netMinor ?? 0;
  const rounding = priced.rounding?.netMinor ?? 0;
  return [
    debit(customer, priced.grossMinor),
    credit(`Sales ${channel?.salesNominal ?? ''}`.trim(), priced.netMinor - carriage - rounding),
    ...(carriage === 0 ? [] : [credit(`Carriage ${settings.carriageNominal}`, carriage)]),
    ...(rounding === 0 ? [] : [rounding > 0 ? credit(`Rounding ${settings.roundingNominal}`, rounding) : debit(`Rounding ${settings.roundingNominal}`, -rounding)]),
    ...(priced.taxMinor === 0 ? [] : [credit('VAT on sales', priced.taxMinor)]),
  ];
}

type Tried = { fields: readonly StoredField[]; targetEntity: string };

/** One record through a version: every field with where it came from, the totals, the posting, and everything that would stop it. */
export function previewRecord({ fields, targetEntity }: Tried, { reference, raw, prepared }: { reference: string; raw: Json; prepared: Prepared }): Preview {
  const source = leavesOf(raw);
  if ('issue' in prepared) return { reference, source, target: [], totals: null, postings: [], issues: [{ field: null, message: prepared.issue }] };
  const { trace, issues } = compileMapping(mappedFields(fields), { trace: true })(raw, prepared.context);
  const missing = requiredUnmapped(fields).map(field => ({ field: field.target.path, message: `${field.target.label} is required and not mapped. Choose a source or a constant for it.` }));
  const wasPriced = prepared.context.priced !== null || prepared.issues.length === 0;
  return {
    reference, source,
    target: trace.map(({ path, after, source: from, steps, issue }) => ({ path, value: after, source: from, steps: steps.map(stepText), issue })),
    totals: totalsOf(prepared.context.priced), postings: postingsOf(targetEntity, prepared.context),
    issues: [...missing, ...prepared.issues, ...issues.filter(issue => wasPriced || issue.code !== 'order.unpriced').map(({ field, message }) => ({ field, message }))],
  };
}

export type Shown = { before: string; after: string; issue: string | null };

const NOTHING: Shown = { before: '', after: '', issue: null };

/** One sample before and after, for each field as it is decided or, while open, as it is suggested: from a record. */
export function samplesOf(fields: readonly StoredField[], raw: Json, context: RecordContext): (field: StoredField) => Shown {
  const tried = fields.flatMap((field): MappedField[] => {
    const { source, steps } = shownChoice(field);
    return source === null && steps.length === 0 ? [] : [{ target: field.target, source, steps }];
  });
  const { trace } = compileMapping(tried, { trace: true })(raw, context);
  const shown = new Map<string, Shown>();
  for (const { target, before, after, issue } of trace) if (!shown.has(target)) shown.set(target, { before, after, issue });
  return field => shown.get(field.target.path) ?? NOTHING;
}

/** The same before any record was read: from the samples that came with the source's schema. */
export function schemaSamplesOf(sources: readonly SchemaField[], { timeZone, table }: Pick<RecordContext, 'timeZone' | 'table'>): (field: StoredField) => Shown {
  const samples = new Map(sources.map(source => [source.path, source.samples[0] ?? '']));
  // Steps that need no record read nothing of the context but these two.
  const scope: Scope = { raw: null, context: { timeZone, table } as RecordContext, line: null, charge: null };
  return field => {
    const { source, steps } = shownChoice(field);
    const before = source === null ? '' : (samples.get(source) ?? '');
    let value: Value = before;
    for (const { transform, parameters } of steps) {
      const known = transformsByName.get(transform);
      if (!known || needsRecord(known)) return { before, after: '', issue: null };
      const outcome = known.apply(parameters)(value, scope);
      if (isProblem(outcome)) return { before, after: '', issue: outcome.issue.message };
      value = outcome;
    }
    return { before, after: asText(value), issue: null };
  };
}
