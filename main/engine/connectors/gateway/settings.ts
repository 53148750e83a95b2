import type { SettingField } from '../../../../shared/contract/connections.ts';
import { setting } from '../setting.ts';

export const BY_KEY = 'API key';
export const BY_USER = 'User and password';

/** How one signs in at a gateway of ours, in front of a Sage system of the company's own. */
export const gatewaySettings = ({ system, addressHelp, companyHelp }: { system: string; addressHelp: string; companyHelp: string }): readonly SettingField[] => [
  setting({ name: 'gatewayUrl', label: 'Address of the gateway', kind: 'url', required: true, help: addressHelp }),
  setting({ name: 'companyCode', label: 'Company code', kind: 'text', required: true, help: companyHelp }),
  setting({ name: 'signInWith', label: 'Sign in with', kind: 'choice', required: true, choices: [BY_KEY, BY_USER], initial: BY_KEY, help: `A key of the gateway, or a ${system} user; a user takes one of Sage’s seats.` }),
  setting({ name: 'apiKey', label: 'API key', kind: 'secret', help: 'From the gateway’s administrator. It is kept in this computer’s keychain.' }),
  setting({ name: 'user', label: 'User', kind: 'text', help: `The ${system} user logon. Only to sign in with a user.` }),
  setting({ name: 'password', label: 'Password', kind: 'secret', help: 'Of that user. It is kept in this computer’s keychain.' }),
];
