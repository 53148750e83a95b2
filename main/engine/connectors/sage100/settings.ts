import type { SettingField } from '../../../../shared/contract/connections.ts';

const setting = (field: Pick<SettingField, 'name' | 'label' | 'help' | 'kind'> & Partial<SettingField>): SettingField => ({ required: false, choices: [], initial: '', advanced: false, ...field });

export const BY_KEY = 'API key';
export const BY_USER = 'User and password';

export const sage100Settings: readonly SettingField[] = [
  setting({ name: 'gatewayUrl', label: 'Address of the gateway', kind: 'url', required: true, help: 'The gateway runs on the company’s Sage 100 server; its administrator knows the address.' }),
  setting({ name: 'companyCode', label: 'Company code', kind: 'text', required: true, help: 'The three capital letters or digits that Sage 100 asks for at sign-in, such as ABC.' }),
  setting({ name: 'signInWith', label: 'Sign in with', kind: 'choice', required: true, choices: [BY_KEY, BY_USER], initial: BY_KEY, help: 'A key of the gateway, or a Sage 100 user; a user takes one of Sage’s seats.' }),
  setting({ name: 'apiKey', label: 'API key', kind: 'secret', help: 'From the gateway’s administrator. It is kept in this computer’s keychain.' }),
  setting({ name: 'user', label: 'User', kind: 'text', help: 'The Sage 100 user logon. Only to sign in with a user.' }),
  setting({ name: 'password', label: 'Password', kind: 'secret', help: 'Of that user. It is kept in this computer’s keychain.' }),
  setting({ name: 'creditItem', label: 'Item for credits without goods', kind: 'text', initial: '/REFUND', advanced: true, help: 'A charge item of this company that credit memos are written with. Its code begins with a slash.' }),
];
