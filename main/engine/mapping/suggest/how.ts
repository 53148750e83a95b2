import type { SchemaField } from '../../../../shared/contract/connections.ts';
import type { How } from '../../../../shared/contract/mappings.ts';
import type { FieldFeatures } from './field-features.ts';

const last = ({ path }: SchemaField): string => path.slice(path.lastIndexOf('.') + 1).toLowerCase();
const isGroup = ({ valueClass }: FieldFeatures): boolean => valueClass === 'group';
const isKey = ({ kind, field }: FieldFeatures): boolean => kind === 'identifier' && /(?:^|_|[a-z])(?:id|code|key)$/i.test(last(field));

/** First or last name, out of a whole one or into it. */
const isPartOfName = ({ field }: Pick<FieldFeatures, 'field'>): boolean => /(?:first|last|given|family|fore|sur)_?name$/.test(last(field));
const isWholeName = ({ field, kind }: FieldFeatures): boolean => kind === 'name' && !isPartOfName({ field });

/** What has to be done with a source's value so that the target can take it, in the words a person would use. */
export function howOf(target: FieldFeatures, source: FieldFeatures): How {
  if (isGroup(target) && isGroup(source)) return 'line by line';
  if (isWholeName(target) && isPartOfName(source)) return 'join';
  if (isPartOfName(target) && isWholeName(source)) return 'split';
  if (target.numeral === '' && /^(?:street|address)/.test(last(target.field)) && source.numeral !== '') return 'join';
  if (source.onLine && !target.onLine && (target.kind === 'money' || target.kind === 'quantity') && target.valueClass !== 'text') return 'sum of lines';
  if (isLookUp(target, source)) return 'look up';
  if (target.valueClass !== source.valueClass && target.valueClass !== 'open' && source.valueClass !== 'open' && target.valueClass !== 'text') return 'convert';
  return 'copy';
}

/** The target wants its own system's key, or a choice from a list: the source's value leads there through a table. */
function isLookUp(target: FieldFeatures, source: FieldFeatures): boolean {
  if (target.field.choices.length > 0) return true;
  if (target.field.type === 'choice' && source.field.type !== 'choice') return true;
  if (isKey(target) && target.valueClass === 'number' && source.valueClass === 'text') return true;
  return isKey(target) && target.kind !== source.kind;
}
