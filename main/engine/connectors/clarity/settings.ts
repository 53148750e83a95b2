import type { SettingField } from '../../../../shared/contract/connections.ts';
import { Currency } from '../../../../shared/values/money.ts';
import { pollingSetting, webhookSettings } from '../change-settings.ts';
import { setting } from '../setting.ts';

export const BY_CLIENT = 'OAuth 2.0 client';
export const BY_KEY = 'API key';

/** Which of a shop's statuses mean what; a status that is in none of the lists is an issue of its order, not a guess. */
export const STATUS_SETTINGS = { waiting: 'waitingStatuses', open: 'openStatuses', despatched: 'shippedStatuses', cancelled: 'cancelledStatuses' } as const;

export const claritySettings: readonly SettingField[] = [
  setting({ name: 'apiBaseUrl', label: 'Address of the API', kind: 'url', required: true, help: 'Of your shop, with its version: https://shop.example.com/api/v1.' }),
  setting({ name: 'signInWith', label: 'Sign in with', kind: 'choice', choices: [BY_CLIENT, BY_KEY], initial: BY_CLIENT, help: 'What Clarity issued for this connection: a client with its secret, or one key.' }),
  setting({ name: 'clientId', label: 'Client ID', kind: 'text', help: 'Of the OAuth client; leave it empty with an API key.' }),
  setting({ name: 'clientSecret', label: 'Client secret', kind: 'secret', help: 'Of the OAuth client. It is kept in this computer’s keychain.' }),
  setting({ name: 'apiKey', label: 'API key', kind: 'secret', help: 'Only when you sign in with a key. It is kept in this computer’s keychain.' }),
  setting({ name: 'baseCurrency', label: 'Currency of the books', kind: 'choice', choices: [...Currency.options], initial: 'USD', required: true, help: 'An order in another currency needs the rate that the shop states on it.' }),
  pollingSetting,
  ...webhookSettings,
  setting({ name: 'tokenUrl', label: 'Sign-in address', kind: 'url', advanced: true, help: 'Empty: /oauth/token on the host of the API.' }),
  setting({ name: 'apiKeyHeader', label: 'Header of the API key', kind: 'text', initial: 'X-Api-Key', advanced: true, help: 'Only when your shop expects the key under another name.' }),
  setting({ name: STATUS_SETTINGS.waiting, label: 'Statuses of orders that wait', kind: 'text', advanced: true, initial: 'Pending, On Hold', help: 'Not paid yet, or held: they are not posted. Names as in Clarity, with commas between them.' }),
  setting({ name: STATUS_SETTINGS.open, label: 'Statuses of open orders', kind: 'text', advanced: true, initial: 'Confirmed, Full Payment Received, Partial Payment Received, Processing, Backordered, Ready For Pickup', help: 'To be fulfilled. Names as in Clarity, with commas between them.' }),
  setting({ name: STATUS_SETTINGS.despatched, label: 'Statuses of shipped orders', kind: 'text', advanced: true, initial: 'Shipped, Shipped from Vendor, Completed', help: 'All of it has left. Names as in Clarity, with commas between them.' }),
  setting({ name: STATUS_SETTINGS.cancelled, label: 'Statuses of cancelled orders', kind: 'text', advanced: true, initial: 'Void', help: 'Never to be posted. Names as in Clarity, with commas between them.' }),
];
