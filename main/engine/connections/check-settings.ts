import type { SettingField } from '../../../shared/contract/connections.ts';
import { AppError } from '../../../shared/contract/errors.ts';
import { checkedAddress } from '../connectors/addresses.ts';
import type { Connector } from '../connectors/connector.ts';

const refuse = (field: SettingField, message: string): AppError => new AppError('connection.setting', 'fixInput', message, { field: field.name });

/** What a person entered for a system, complete and trimmed; throws for the first field that is wrong, by its name. */
export function checkedSettings({ fields, label }: Connector, entered: Readonly<Record<string, string>>): Record<string, string> {
  const open = fields.filter(field => field.kind !== 'secret');
  const unknown = Object.keys(entered).find(name => !open.some(field => field.name === name));
  if (unknown !== undefined) throw new AppError('connection.setting', 'fixInput', `${label} has no setting "${unknown.slice(0, 40)}".`, { field: unknown });
  return Object.fromEntries(open.map(field => [field.name, checkedSetting(field, (entered[field.name] ?? field.initial).trim())]));
}

function checkedSetting(field: SettingField, text: string): string {
  if (text === '') {
    if (field.required) throw refuse(field, `Enter ${field.label}.`);
    return text;
  }
  if (field.kind === 'url') checkedAddress(text, field.name, field.label);
  if (field.kind === 'choice' && !field.choices.includes(text)) throw refuse(field, `${field.label} is one of: ${field.choices.join(', ')}.`);
  if (field.kind === 'number' && !/^\d{1,9}$/.test(text)) throw refuse(field, `${field.label} is a whole number.`);
  return text;
}

/** The secrets that were entered; a required one must be here or be stored already. An empty one means: leave it as it is. */
export function checkedSecrets({ fields, label }: Connector, entered: Readonly<Record<string, string>>, held: readonly string[]): Record<string, string> {
  const secret = fields.filter(field => field.kind === 'secret');
  const unknown = Object.keys(entered).find(name => !secret.some(field => field.name === name));
  if (unknown !== undefined) throw new AppError('connection.setting', 'fixInput', `${label} has no secret "${unknown.slice(0, 40)}".`, { field: unknown });
  const missing = secret.find(field => field.required && !entered[field.name]?.trim() && !held.includes(field.name));
  if (missing) throw refuse(missing, `Enter ${missing.label}.`);
  return Object.fromEntries(Object.entries(entered).map(([name, text]) => [name, text.trim()]).filter(([, text]) => text !== ''));
}
