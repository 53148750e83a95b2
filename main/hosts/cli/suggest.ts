import { readFileSync } from 'node:fs';
import { foreignFields, ForeignSchema } from '../../engine/mapping/foreign-schema.ts';
import { matchSchemas } from '../../engine/mapping/suggest.ts';
import type { Matched } from '../../engine/mapping/suggest.ts';
import type { SchemaField } from '../../../shared/contract/connections.ts';
import type { Arguments } from './arguments.ts';

/** The fields of a schema file; a file that is none is refused in one line. */
export function readSchema(file: string): SchemaField[] {
  let text: unknown;
  try {
    text = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new RangeError(`${file} cannot be read as JSON (${error instanceof Error ? error.message : String(error)})`);
  }
  const schema = ForeignSchema.safeParse(text);
  if (!schema.success) throw new RangeError(`${file} is not a schema: ${schema.error.issues[0]?.path.join('.') ?? ''} ${schema.error.issues[0]?.message ?? ''}`.trim());
  return foreignFields(schema.data);
}

function fileOf(args: Arguments, name: string): string {
  const file = args.text(name);
  if (file === undefined) throw new RangeError(`--${name} names the file of the ${name} schema; --help shows how`);
  return file;
}

/** What is printed of the suggestions: fields by their paths. */
export const printed = ({ suggestions }: Matched) => suggestions.map(({ target, none, candidates }) => ({
  target: target.path, none, candidates: candidates.map(({ source, confidence, accepted, how, reason }) => ({ source: source.path, confidence, accepted, how, reason })),
}));

/** Offline candidates for each target field of a schema file. */
export const suggest = (args: Arguments) => printed(matchSchemas(readSchema(fileOf(args, 'target')), readSchema(fileOf(args, 'source'))));
