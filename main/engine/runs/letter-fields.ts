import type { LetterDetail } from '../../../shared/contract/dead-letters.ts';
import type { Json, StepName } from '../connectors/connector.ts';
import { leavesOf } from '../mapping/preview.ts';
import { publishedMapping } from '../mapping/mapping-store.ts';
import { letterById } from '../outbox/outbox-store.ts';
import { recordById } from '../records/record-store.ts';
import type { ReadDb } from '../store/sql.ts';
import { previewContextOf } from './preview-context.ts';
import { compileMapping } from '../mapping/apply-mapping.ts';
import { SHORTENED } from './prepare-order.ts';

/** Documents that a mapping shapes from their record, each time anew. */
const MAPPED_FROM: Readonly<Partial<Record<StepName, string>>> = { salesOrder: 'Order', purchaseOrder: 'PurchaseOrder' };

const plain = (path: string): string => path.replace(/\[\d+\]/g, '[]');

/** A document's fields as they would be sent now: by the published mapping for an order or a purchase order, as planned for what follows it; with what a person changed. */
export function letterFieldsOf(db: ReadDb, letterId: string, entityOf: (step: StepName) => string | null): LetterDetail['fields'] {
  const letter = letterById(db, letterId);
  if (!letter) return [];
  const overrides = JSON.parse(letter.overrides) as Record<string, string>;
  const record = letter.recordId === null ? undefined : recordById(db, letter.recordId);
  const sourceEntity = MAPPED_FROM[letter.step];
  const targetEntity = sourceEntity === undefined ? null : entityOf(letter.step);
  const mapping = sourceEntity !== undefined && targetEntity !== null ? publishedMapping(db, { sourceEntity, targetEntity }) : null;
  if (!record || !mapping) return leavesOf(JSON.parse(letter.body) as Json).map(({ path, value }) => ({ path, value: overrides[path] ?? value, editable: sourceEntity === undefined, maxLength: null, issue: null }));
  const prepared = previewContextOf(db)({ raw: JSON.parse(record.body) as Json, canonical: JSON.parse(record.canonical) as Json });
  if ('issue' in prepared) return [];
  const limits = new Map(mapping.fields.map(({ target }) => [plain(target.path), target.maxLength]));
  const { body, issues, trace } = compileMapping(mapping.fields, { trace: true })(JSON.parse(record.body) as Json, prepared.context);
  const sent = new Map(leavesOf(body).map(({ path, value }) => [path, value]));
  for (const { path, before, issue } of trace) if (issue !== null && !sent.has(path)) sent.set(path, before);
  const fields = [...sent].map(([path, mapped]) => {
    const maxLength = limits.get(plain(path)) ?? null;
    const typed = overrides[path] === SHORTENED ? mapped.slice(0, maxLength ?? undefined) : overrides[path];
    return { path, value: typed ?? mapped, editable: true, maxLength, issue: typed === undefined ? issues.find(({ field }) => field === path)?.message ?? null : tooLong(typed, maxLength) };
  });
  // What a person came for stands first.
  return fields.toSorted((a, b) => Number(b.issue !== null) - Number(a.issue !== null));
}

/** What a person typed answers what the mapping complained of; only its length can still be wrong. */
const tooLong = (typed: string, maxLength: number | null): string | null =>
  maxLength !== null && typed.length > maxLength ? `This has ${typed.length} characters; the target takes ${maxLength}. Shorten it.` : null;
