import type { SettingField } from '../../../../shared/contract/connections.ts';
import { gatewaySettings } from '../gateway/settings.ts';
import { setting } from '../setting.ts';

export const DEFAULT_REDIRECT = 'http://localhost:53824/callback';
const PRODUCTS = { Professional: 'https://api.columbus.sage.com/uk/sage200extra/accounts/v1', Standard: 'https://api.columbus.sage.com/uk/sage200/accounts/v1' } as const;

/** The two ways to speak to Sage 200. */
export const PROFILE = 'profile';
export const NATIVE = 'Sage 200 API';
export const GATEWAY = 'Gateway of the company';

const profileField = setting({ name: PROFILE, label: 'Speak to Sage 200 through', kind: 'choice', required: true, choices: [NATIVE, GATEWAY], initial: NATIVE, advanced: true, help: 'Sage’s own interface, where you sign in with Sage; or a gateway that runs on the company’s server.' });

const nativeFields: readonly SettingField[] = [
  setting({ name: 'clientId', label: 'Client ID', kind: 'text', required: true, help: 'From Sage’s developer programme.' }),
  setting({ name: 'clientSecret', label: 'Client secret', kind: 'secret', help: 'If Sage gave you one. It is kept in this computer’s keychain.' }),
  setting({ name: 'product', label: 'Product', kind: 'choice', required: true, choices: Object.keys(PRODUCTS), initial: 'Professional', help: 'Sage 200 Professional (formerly Extra) or Standard.' }),
  setting({ name: 'redirectUri', label: 'Callback address', kind: 'url', advanced: true, initial: DEFAULT_REDIRECT, help: 'Exactly as it is registered with Sage; on this computer.' }),
  setting({ name: 'authorizeUrl', label: 'Sign-in address', kind: 'url', required: true, advanced: true, initial: 'https://id.sage.com/authorize', help: 'Only a sandbox changes it.' }),
  setting({ name: 'tokenUrl', label: 'Token address', kind: 'url', required: true, advanced: true, initial: 'https://id.sage.com/oauth/token', help: 'Only a sandbox changes it.' }),
  setting({ name: 'apiBaseUrl', label: 'Address of the API', kind: 'url', advanced: true, help: 'Empty: the one of the product.' }),
];

const gatewayFields: readonly SettingField[] = gatewaySettings({ system: 'Sage 200', addressHelp: 'Only through a gateway: its administrator knows the address, such as https://erp.example.com/api/v1.', companyHelp: 'Only through a gateway: the number of the company in Sage, such as 3.' });

const optional = (fields: readonly SettingField[]): SettingField[] => fields.map(field => ({ ...field, required: false, advanced: true }));

/** One form for both ways; what must be filled in depends on the way. */
export const fieldsOf = { native: [...nativeFields, profileField, ...optional(gatewayFields)], gateway: [profileField, ...gatewayFields, ...optional(nativeFields)] } as const;

export const apiAddressOf = (settings: Readonly<Record<string, string>>): string => settings['apiBaseUrl'] || PRODUCTS[settings['product'] === 'Standard' ? 'Standard' : 'Professional'];
