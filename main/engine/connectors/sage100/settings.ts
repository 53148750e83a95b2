import type { SettingField } from '../../../../shared/contract/connections.ts';
import { gatewaySettings } from '../gateway/settings.ts';
import { setting } from '../setting.ts';

/** What carries a penny, unless the connection names another charge item. */
export const ROUNDING_ITEM = '/ROUND';

export const sage100Settings: readonly SettingField[] = [
  ...gatewaySettings({
    system: 'Sage 100', addressHelp: 'The gateway runs on the company’s Sage 100 server; its administrator knows the address.',
    companyHelp: 'The three capital letters or digits that Sage 100 asks for at sign-in, such as ABC.',
  }),
  setting({ name: 'creditItem', label: 'Item for credits without goods', kind: 'text', initial: '/REFUND', advanced: true, help: 'A charge item of this company that credit memos are written with. Its code begins with a slash.' }),
  setting({ name: 'roundingItem', label: 'Item for the last penny', kind: 'text', initial: ROUNDING_ITEM, advanced: true, help: 'A charge item without tax, for the penny that Sage’s own tax cannot reach. Its code begins with a slash.' }),
];
