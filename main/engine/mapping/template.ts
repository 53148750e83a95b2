import { z } from 'zod';
import type { SchemaField } from '../../../shared/contract/connections.ts';
import { Step } from '../../../shared/contract/mappings.ts';
import type { Candidate } from '../../../shared/contract/mappings.ts';
import sage100CashReceipts from '../../../resources/templates/clarity-sage100.cash-receipts.json' with { type: 'json' };
import sage100Customers from '../../../resources/templates/clarity-sage100.customers.json' with { type: 'json' };
import sage100SalesOrders from '../../../resources/templates/clarity-sage100.sales-orders.json' with { type: 'json' };
import sageProCustomers from '../../../resources/templates/clarity-sagepro.customers.json' with { type: 'json' };
import sageProOrders from '../../../resources/templates/clarity-sagepro.orders.json' with { type: 'json' };
import sageProPayments from '../../../resources/templates/clarity-sagepro.payments.json' with { type: 'json' };
import popOrders from '../../../resources/templates/linnworks-sage200.pop-orders.json' with { type: 'json' };
import customers from '../../../resources/templates/linnworks-sage200.customers.json' with { type: 'json' };
import salesReceipts from '../../../resources/templates/linnworks-sage200.sales-receipts.json' with { type: 'json' };
import sopOrders from '../../../resources/templates/linnworks-sage200.sop-orders.json' with { type: 'json' };

/** One decided field of a template. Of its sources the first that the system has is taken; none: the steps need no source. */
export const TemplateField = z.object({
  target: z.string(),
  /** For a field that companies name themselves: the names under which the template means it. Another name is another field. */
  labels: z.array(z.string()).default([]),
  sources: z.array(z.string()), steps: z.array(Step), why: z.string(),
});
export type TemplateField = z.infer<typeof TemplateField>;

/** A mapping that is shipped for a pair of systems: a file fit for version control. */
export const Template = z.object({
  name: z.string(), version: z.int(),
  sourceSystem: z.string(), sourceEntity: z.string(), targetSystem: z.string(), targetEntity: z.string(),
  fields: z.array(TemplateField),
});
export type Template = z.infer<typeof Template>;

export const shippedTemplates: readonly Template[] = [sopOrders, customers, salesReceipts, popOrders, sage100SalesOrders, sage100Customers, sage100CashReceipts, sageProOrders, sageProCustomers, sageProPayments].map(template => Template.parse(template));

export type Pair = { sourceSystem: string; sourceEntity: string; targetSystem: string; targetEntity: string };

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

export const templateFor = (pair: Pair): Template | null =>
  shippedTemplates.find(template => same(template.sourceSystem, pair.sourceSystem) && same(template.sourceEntity, pair.sourceEntity) && same(template.targetSystem, pair.targetSystem) && same(template.targetEntity, pair.targetEntity)) ?? null;

const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, '');

/** What the template says of a field; nothing when the company uses that field for something else. */
export const templateField = (template: Template, target: SchemaField): TemplateField | null =>
  template.fields.find(field => field.target === target.path && (!target.custom || field.labels.length === 0 || field.labels.some(label => plain(label) === plain(target.label)))) ?? null;

export type Score = { fields: number; suggested: number; correctTop1: number; correctTop3: number };

/** Whether a suggestion says what the template says: one of its sources; where it needs none, the same first step. */
export function agrees(candidate: Candidate, { sources, steps }: TemplateField): boolean {
  if (sources.length > 0) return sources.includes(candidate.source);
  return candidate.source === '' ? candidate.steps[0]?.transform === steps[0]?.transform && (steps[0]?.transform !== 'constant' || candidate.steps[0]?.parameters['value'] === steps[0].parameters['value'])
    : candidate.steps[0]?.transform === steps[0]?.transform && steps[0]?.transform !== 'constant';
}

/** How many of the template's fields the suggestions got right, first and among the first three. */
export function scoreAgainstTemplate(suggestions: ReadonlyMap<string, readonly Candidate[]>, template: Template): Score {
  const score: Score = { fields: template.fields.length, suggested: 0, correctTop1: 0, correctTop3: 0 };
  for (const field of template.fields) {
    const candidates = suggestions.get(field.target) ?? [];
    const rank = candidates.findIndex(candidate => agrees(candidate, field));
    score.suggested += candidates.length > 0 ? 1 : 0;
    score.correctTop1 += rank === 0 ? 1 : 0;
    score.correctTop3 += rank >= 0 && rank < 3 ? 1 : 0;
  }
  return score;
}
