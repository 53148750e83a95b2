import type { SettingField } from '../../../shared/contract/connections.ts';
import { setting } from './setting.ts';

/** How a system proves that a delivery is its own. */
export type WebhookScheme = 'standardWebhooks' | 'shopify' | 'stripe';

const ON = 'On';
const OFF = 'Off';
const SCHEMES: Readonly<Record<string, WebhookScheme>> = { 'Standard Webhooks': 'standardWebhooks', 'As Shopify': 'shopify', 'As Stripe': 'stripe' };
const [USUAL = ''] = Object.keys(SCHEMES);

/** The secret that deliveries are signed with; several with spaces between them while one is changed. */
export const WEBHOOK_SECRET = 'webhookSecret';

/** Whether Tieout looks for changes by itself, of any system that orders are read from. */
export const pollingSetting: SettingField = setting({ name: 'polling', label: 'Look for changes by itself', kind: 'choice', choices: [OFF, ON], initial: OFF, help: 'On: Tieout asks for new and changed orders from time to time, and starts a run when there are some. Off: a person starts runs.' });

/** What a connection to a system is asked when the system can tell of changes by itself. */
export const webhookSettings: readonly SettingField[] = [
  setting({ name: 'webhooks', label: 'Webhooks', kind: 'choice', choices: [OFF, ON], initial: OFF, help: 'The shop tells Tieout at once what has changed. It needs a way to this computer: on the same network, or through a relay.' }),
  setting({ name: WEBHOOK_SECRET, label: 'Webhook secret', kind: 'secret', help: 'What the shop signs with. It is filled in by itself when Tieout registers its address; while it is changed, the new and the old one with a space between them.' }),
  setting({ name: 'webhookScheme', label: 'How webhooks are signed', kind: 'choice', choices: Object.keys(SCHEMES), initial: USUAL, advanced: true, help: 'Standard Webhooks, unless the shop says otherwise.' }),
];

export const isPolled = (settings: Readonly<Record<string, string>>): boolean => settings['polling'] === ON;

export const takesWebhooks = (settings: Readonly<Record<string, string>>): boolean => settings['webhooks'] === ON;

export const schemeOf = (settings: Readonly<Record<string, string>>): WebhookScheme => SCHEMES[settings['webhookScheme'] ?? ''] ?? 'standardWebhooks';
