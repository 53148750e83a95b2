import type { SchemaField } from '../../../../shared/contract/connections.ts';
import { parsePath } from '../paths.ts';

/** A name is a few words; what is longer, or is written like code, was not meant as one. */
const MOST_NAME_WORDS = 7;
const LONGEST_NAME = 60;
const NO_NAME = /[<>{}"=;`\\|$!\p{Cc}\p{Cf}]|\/\/|->|→/u;
/** Written as programs write: with a dot, a bracket, an underline or a capital inside. */
const TECHNICAL = /[_.[\]]|\p{Ll}\p{Lu}/u;
/** A word as it is written; one in another script ends where plain letters begin. */
const TOKEN = /[^\s"'`(),;:!?<>{}=|\p{Cc}\p{Cf}\u0080-\u{10FFFF}]+|[\u0080-\u{10FFFF}]+/gu;

const NAMELESS = 'field';

const isQuoted = (token: string, paths: ReadonlySet<string>): boolean => TECHNICAL.test(token) && (paths.has(token) || paths.has(token.replace(/\.+$/, '')));

function isName(text: string, known: ReadonlySet<string>): boolean {
  if (text.length > LONGEST_NAME || NO_NAME.test(text)) return false;
  const tokens = text.match(TOKEN) ?? [];
  return tokens.length <= MOST_NAME_WORDS && (tokens.length === 1 || !tokens.some(token => isQuoted(token, known)));
}

/**
 * A schema's texts as evidence: who may name a field, or describe one, could write there which field of the other system it should go to.
 * That is a claim and no evidence. Sentences given as names say nothing, and a description does not count where it quotes a field of the other side.
 */
export function plainTexts(fields: readonly SchemaField[], others: readonly SchemaField[]): readonly SchemaField[] {
  const foreign = new Set(others.map(({ path }) => path));
  const known = new Set([...fields, ...others].map(({ path }) => path));
  return fields.map(field => {
    const description = field.description === '' ? '' : field.description.replace(TOKEN, token => (isQuoted(token, foreign) ? '' : token));
    const last = parsePath(field.path).at(-1);
    if (!isName(last?.pick ?? field.path, known)) return { ...field, description, custom: true, label: last?.name ?? NAMELESS };
    const label = field.label === field.path || isName(field.label, known) ? field.label : field.path;
    return description === field.description && label === field.label ? field : { ...field, description, label };
  });
}
