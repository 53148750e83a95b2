import type { SettingField } from '../../../../shared/contract/connections.ts';
import { gatewaySettings } from '../gateway/settings.ts';
import { setting } from '../setting.ts';

/** Items without stock that stand for money; every company chose its own codes. */
export const ITEM_SETTINGS = { sale: 'saleItem', credit: 'creditItem', tax: 'taxItem' } as const;
export const TAX_PATTERN = 'taxItems';

export const sageProSettings: readonly SettingField[] = [
  ...gatewaySettings({
    system: 'Sage Pro', addressHelp: 'The gateway runs beside the company’s Sage Pro database; its administrator knows the address, such as https://erp.example.com/api/v1/sagepro.',
    companyHelp: 'The two digits (or letters) that Sage Pro asks for at sign-in, such as 05.',
  }),
  setting({ name: ITEM_SETTINGS.sale, label: 'Item for invoices without goods', kind: 'text', initial: 'WEB-SALE', advanced: true, help: 'An item without stock, for invoices that are written as amounts.' }),
  setting({ name: ITEM_SETTINGS.credit, label: 'Item for credits without goods', kind: 'text', initial: 'REFUND-01', advanced: true, help: 'An item without stock, for money that is credited.' }),
  setting({ name: ITEM_SETTINGS.tax, label: 'Item for tax', kind: 'text', initial: 'TAX-01', advanced: true, help: 'The item that tax is written with on such invoices and credits.' }),
  setting({ name: TAX_PATTERN, label: 'Items that stand for tax', kind: 'text', initial: 'TAX-*', advanced: true, help: 'How the codes of such items begin on invoices, with a star for the rest; several with commas between them.' }),
];

export const itemFor = (settings: Readonly<Record<string, string>>, name: string): string => settings[name] || (sageProSettings.find(field => field.name === name)?.initial ?? '');
