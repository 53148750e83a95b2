import type { SettingField } from '../../../shared/contract/connections.ts';

/** A setting of a connection: optional, empty and in the open unless it says otherwise. */
export const setting = (field: Pick<SettingField, 'name' | 'label' | 'help' | 'kind'> & Partial<SettingField>): SettingField => ({ required: false, choices: [], initial: '', advanced: false, ...field });
