import type { z } from 'zod';
import type { Order } from '../../../shared/canonical/order.ts';
import type { SchemaField } from '../../../shared/contract/connections.ts';
import type { FailureCause, PreviewRecord } from '../../../shared/contract/mappings.ts';
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
export type Prepared = { readonly order: Order; readonly context: RecordContext; readonly issues: readonly { code: string; about: string; field: string | null; message: string }[] } | { readonly issue: string };

/** What one rule said of a document. */
export type Checked = { readonly rule: string; readonly severity: 'stops' | 'warns'; readonly code: string; readonly about: string; readonly field: string; readonly message: string };
export type RuleHead = { readonly name: string; readonly label: string; readonly says: string; readonly severity: 'stops' | 'warns' };

/** The rules that a document is judged by, and how; lent by the stage that has them. */
export type Judge = { readonly rules: readonly RuleHead[]; readonly check: (fields: readonly MappedField[]) => (body: Json, prepared: Extract<Prepared, { context: RecordContext }>) => readonly Checked[] };

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

type Issue = Preview['issues'][number] & { readonly code: string; readonly about: string; readonly rule: string | null };

export type Judged = { readonly trace: readonly TracedField[]; readonly issues: readonly Issue[] };

/** The rule that an issue of pricing or of the mapping itself breaks, by its code. */
const RULE_OF: Readonly<Record<string, string>> = {
  'product.unknown': 'reference', 'taxCode.missing': 'vatCode', 'taxCode.unproved': 'vatCode', 'carriage.taxUnproved': 'vatCode', 'totals.differ': 'totals', 'order.empty': 'lines',
  'field.required': 'required', 'field.type': 'type', 'field.tooLong': 'length', 'field.choice': 'choice', 'mapping.noChargeLine': 'lines', 'order.unpriced': 'totals',
};

/** A version ready to judge records: mapped, then checked by every rule. `trace` only where somebody looks at the fields. */
export function compilePreview(fields: readonly StoredField[], judge: Judge, { trace }: { trace: boolean }): (raw: Json, prepared: Extract<Prepared, { context: RecordContext }>) => Judged {
  const mapped = mappedFields(fields);
  const map = compileMapping(mapped, { trace });
  const check = judge.check(mapped);
  const missing = requiredUnmapped(fields).map(({ target }): Issue => ({ rule: 'required', severity: 'stops', code: 'mapping.requiredUnmapped', about: target.path, field: target.path, message: `${target.label} is required and not mapped. Choose a source or a constant for it.` }));
  return (raw, prepared) => {
    const { body, issues, trace: traced } = map(raw, prepared.context);
    const wasPriced = prepared.context.priced !== null || prepared.issues.length === 0;
    const own = issues.filter(issue => wasPriced || issue.code !== 'order.unpriced').map((issue): Issue => ({ ...issue, rule: RULE_OF[issue.code] ?? null, severity: 'stops' }));
    const told = new Set(own.map(({ field }) => field));
    // What the mapping complained of is missing in the body, too: once is enough.
    const checked = prepared.context.priced === null && prepared.issues.length > 0 ? [] : check(body, prepared).filter(({ field }) => !told.has(field));
    const money = prepared.issues.map((issue): Issue => ({ ...issue, rule: RULE_OF[issue.code] ?? 'totals', severity: 'stops' }));
    return { trace: traced, issues: [...missing, ...money, ...own, ...checked] };
  };
}

const checksOf = (rules: readonly RuleHead[], issues: readonly Issue[]): Preview['checks'] => rules.map(({ name, label, says, severity }) => {
  const broken = issues.find(({ rule }) => rule === name);
  return { rule: name, label, says, severity, passed: broken === undefined, message: broken?.message ?? '' };
});

const shownIssue = ({ field, message, severity }: Issue): Preview['issues'][number] => ({ field, message, severity });

type Tried = { fields: readonly StoredField[]; targetEntity: string; judge: Judge };

/** Records through a version: every field with where it came from, the totals, the posting, the rules, and everything that would stop it. */
export function previewRecords({ fields, targetEntity, judge }: Tried): (record: { reference: string; raw: Json; prepared: Prepared }) => Preview {
  const judged = compilePreview(fields, judge, { trace: true });
  return ({ reference, raw, prepared }) => {
    const source = leavesOf(raw);
    if ('issue' in prepared) return { reference, source, target: [], totals: null, postings: [], issues: [{ field: null, message: prepared.issue, severity: 'stops' }], checks: [] };
    const { trace, issues } = judged(raw, prepared);
    return {
      reference, source,
      target: trace.map(({ path, target, after, before, source: from, steps, issue }) => ({ path, target, value: after, source: from, before, steps: steps.map(stepText), issue })),
      totals: totalsOf(prepared.context.priced), postings: postingsOf(targetEntity, prepared.context), issues: issues.map(shownIssue), checks: checksOf(judge.rules, issues),
    };
  };
}

const MAX_CAUSES = 200;
const EXAMPLES = 5;

/** Many records through a version: how many would fail, grouped by what a person would mend. */
export function dryRun({ fields, judge }: Pick<Tried, 'fields' | 'judge'>, records: Iterable<{ reference: string; raw: Json; prepared: Prepared }>): { records: number; pass: number; fail: number; causes: FailureCause[] } {
  const judged = compilePreview(fields, judge, { trace: false });
  const causes = new Map<string, FailureCause>();
  const counts = { records: 0, pass: 0, fail: 0 };
  for (const { reference, raw, prepared } of records) {
    const issues: readonly Issue[] = 'issue' in prepared ? [{ rule: null, severity: 'stops', code: 'record.unreadable', about: '', field: null, message: prepared.issue }] : judged(raw, prepared).issues;
    counts.records += 1;
    if (issues.some(({ severity }) => severity === 'stops')) counts.fail += 1;
    else counts.pass += 1;
    for (const key of new Set(issues.map(({ code, about }) => `${code} ${about}`))) {
      const issue = issues.find(({ code, about }) => `${code} ${about}` === key);
      const known = causes.get(key);
      if (known) {
        known.records += 1;
        if (known.examples.length < EXAMPLES) known.examples.push(reference);
      } else if (issue && causes.size < MAX_CAUSES) {
        causes.set(key, { code: issue.code, label: judge.rules.find(({ name }) => name === issue.rule)?.label ?? 'Mapping', severity: issue.severity, field: issue.field, message: issue.message, records: 1, examples: [reference] });
      }
    }
  }
  return { ...counts, causes: [...causes.values()].sort((a, b) => a.severity.localeCompare(b.severity) || b.records - a.records || a.message.localeCompare(b.message)) };
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
