import type { SchemaField } from '../../../../shared/contract/connections.ts';
import type { FieldFeatures } from './field-features.ts';
import type { Ranked } from './ranking.ts';

/** Fields that an ERP keeps free for whatever a company wants to analyse by. */
const FREE_NAME = /(?:^|[._\]])(?:analysis_?(?:code|field)|udf|user_?defined|user_?field|custom_?field|free_?text)_?\d*$/i;
const NUMBERED = /(\d+)$/;
/** Companies start with the first; what lies further on is not used unless it has a name. */
const FIRST_FEW = 2;
const MOST = 3;

export const FREE_FIELD_CONFIDENCE = 0.16;
export const FREE_FIELD_REASON = "A field free for the company's own use often keeps a reference that no other field takes.";

const isFree = ({ field }: FieldFeatures): boolean => field.type === 'text' && FREE_NAME.test(field.path);
const groupOf = ({ path }: SchemaField): string => path.slice(0, Math.max(0, path.lastIndexOf('.')));

/**
 * What a free field without a name of its own may keep: references of the same level that no other field takes.
 * Where the company has named one of these fields, those without a name are not in use.
 */
export function freeFieldSources({ targets, sources }: Ranked, taken: ReadonlySet<string>): Map<string, SchemaField[]> {
  const free = targets.filter(isFree);
  const namedGroups = new Set(free.filter(({ field }) => field.custom).map(({ field }) => groupOf(field)));
  const found = new Map<string, SchemaField[]>();
  for (const target of free) {
    const number = Number(NUMBERED.exec(target.field.path)?.[1] ?? 1);
    if (target.field.custom || namedGroups.has(groupOf(target.field)) || number > FIRST_FEW) continue;
    const left = sources.filter(source => source.kind === 'identifier' && source.onLine === target.onLine && source.valueClass !== 'date' && !taken.has(source.field.path))
      .map(({ field }) => field).sort((a, b) => depth(a) - depth(b) || foreign(a) - foreign(b) || (a.path < b.path ? -1 : 1)).slice(0, MOST);
    // Two free fields keep two references: the second begins with the second.
    const first = (number - 1) % Math.max(1, left.length);
    if (left.length > 0) found.set(target.field.path, [...left.slice(first), ...left.slice(0, first)]);
  }
  return found;
}

/** What the other side calls a thing is what one looks for later; it comes first. */
const foreign = ({ path, label, description }: SchemaField): number => (/channel|external|market|shop|store|web|customer|buyer/i.test(`${path} ${label} ${description}`) ? 0 : 1);

const depth = ({ path }: SchemaField): number => path.split('.').length;
