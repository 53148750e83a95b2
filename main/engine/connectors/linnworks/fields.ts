import type { SettingField } from '../../../../shared/contract/connections.ts';
import { pollingSetting } from '../change-settings.ts';

const setting = (field: Pick<SettingField, 'name' | 'label' | 'help' | 'kind'> & Partial<SettingField>): SettingField => ({ required: false, choices: [], initial: '', advanced: false, ...field });

export const linnworksSettings: readonly SettingField[] = [
  setting({ name: 'applicationId', label: 'Application ID', kind: 'text', required: true, help: 'From the application in the Linnworks developer portal.' }),
  setting({ name: 'applicationSecret', label: 'Application secret', kind: 'secret', required: true, help: 'From the same page. It is kept in this computer’s keychain.' }),
  setting({ name: 'token', label: 'Installation token', kind: 'secret', required: true, help: 'Shown once by Linnworks when the application is installed for your account.' }),
  pollingSetting,
  setting({ name: 'authBaseUrl', label: 'Sign-in address', kind: 'url', required: true, advanced: true, initial: 'https://api.linnworks.net', help: 'Only a sandbox changes it.' }),
  setting({ name: 'v2BaseUrl', label: 'Address of the v2 API', kind: 'url', advanced: true, help: 'Empty: the address of the account’s region.' }),
  setting({
    name: 'conversionRate', label: 'Conversion rate of an order', kind: 'choice', advanced: true, choices: ['foreign per base', 'base per foreign'], initial: 'foreign per base',
    help: 'How Linnworks states it in your account: 1.15 euro for one pound is "foreign per base". Compare one order in a foreign currency.',
  }),
];
