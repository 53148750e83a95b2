import { z } from 'zod';
import { AppError } from '../../../shared/contract/errors.ts';
import { Step } from '../../../shared/contract/mappings.ts';
import { isMapped, refusalOf } from './mapping-content.ts';
import type { Change, StoredField } from './mapping-content.ts';

/** The two ends of a mapping as a file names them: by system, never by a connection of one workspace. */
export type Ends = { readonly sourceSystem: string; readonly sourceEntity: string; readonly targetSystem: string; readonly targetEntity: string };

const FORMAT = 'tieout-mapping/1';
const MAX_FIELDS = 5_000;
const MAX_STEPS = 12;

const FileField = z.object({
  target: z.string().min(1).max(300),
  /** Only of fields that a company names itself: elsewhere the same field may mean something else. */
  label: z.string().max(300).optional(),
  source: z.string().max(300).nullable().default(null),
  steps: z.array(Step).max(MAX_STEPS).default([]),
  /** Decided to be left empty, as opposed to not decided. */
  leftEmpty: z.literal(true).optional(),
});
type FileField = z.infer<typeof FileField>;

const End = z.object({ system: z.string().max(60), entity: z.string().max(100) });
const MappingFile = z.object({ format: z.literal(FORMAT), source: End, target: End, fields: z.array(FileField).max(MAX_FIELDS) });

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : a > b ? 1 : 0);

function fileField({ target: { path, label, custom }, decision, source, steps }: StoredField): FileField {
  const name = custom ? { target: path, label } : { target: path };
  if (decision === 'none') return { ...name, source: null, steps: [], leftEmpty: true };
  return { ...name, source, steps: steps.map(({ transform, parameters }) => ({ transform, parameters: Object.fromEntries(Object.entries(parameters).sort(byName)) })) };
}

/** What was decided, as a file for version control: one field a block, in the order of their names, without ids, dates or people. */
export function mappingFile(ends: Ends, fields: readonly StoredField[]): string {
  const decided = fields.filter(field => isMapped(field) || field.decision === 'none').map(fileField).sort((a, b) => byName([a.target, 0], [b.target, 0]));
  const blocks = decided.map(({ leftEmpty, source, steps, ...name }) => (leftEmpty ? { ...name, leftEmpty } : { ...name, source, steps }));
  return `${JSON.stringify({ format: FORMAT, source: { system: ends.sourceSystem, entity: ends.sourceEntity }, target: { system: ends.targetSystem, entity: ends.targetEntity }, fields: blocks }, null, 2)}\n`;
}

const refuse = (message: string): AppError => new AppError('mapping.file', 'fixInput', message, { field: 'content' });

/** Reads such a file for a mapping between these ends; anything else is refused with the place of the first fault. */
export function readMappingFile(content: string, ends: Ends): FileField[] {
  let json: unknown;
  try {
    json = JSON.parse(content);
  } catch (cause) {
    throw refuse(`The file is no JSON (${cause instanceof Error ? cause.message.slice(0, 120) : 'unreadable'}). Choose a file that was exported from a mapping.`);
  }
  const parsed = MappingFile.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw refuse(`The file is no exported mapping: ${issue?.path.join('.') || 'its beginning'} is not right (${issue?.message ?? 'unknown'}). Choose a file that was exported from a mapping.`);
  }
  const { source, target, fields } = parsed.data;
  const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
  if (!same(source.system, ends.sourceSystem) || !same(source.entity, ends.sourceEntity) || !same(target.system, ends.targetSystem) || !same(target.entity, ends.targetEntity)) {
    throw refuse(`The file maps ${source.system} ${source.entity} to ${target.system} ${target.entity}, and this mapping is from ${ends.sourceSystem} ${ends.sourceEntity} to ${ends.targetSystem} ${ends.targetEntity}. Open the mapping that it belongs to.`);
  }
  return fields;
}

export type Fitted = { readonly changes: readonly Change[]; readonly taken: number; readonly notTaken: readonly { readonly target: string; readonly why: string }[] };

/** What of a file fits here, as changes of every field: what the file does not name, or what does not fit, is open again. */
export function fitFile(file: readonly FileField[], stored: readonly StoredField[], isSource: (path: string) => boolean): Fitted {
  const byTarget = new Map(stored.map(field => [field.target.path, field]));
  const taken = new Map<string, Change>();
  const notTaken: { target: string; why: string }[] = [];
  for (const { target, label, source, steps, leftEmpty } of file) {
    const change: Change = { target, decision: leftEmpty ? 'none' : 'changed', source, steps };
    const own = byTarget.get(target)?.target;
    const why = own?.custom && label !== undefined && label !== own.label ? `Here ${target} is “${own.label}”; the file means “${label}”.` : refusalOf(change, byTarget, isSource)?.message;
    if (why === undefined) taken.set(target, change);
    else notTaken.push({ target, why });
  }
  const changes = stored.map(({ target: { path } }): Change => taken.get(path) ?? { target: path, decision: 'open', source: null, steps: [] });
  return { changes, taken: taken.size, notTaken };
}
