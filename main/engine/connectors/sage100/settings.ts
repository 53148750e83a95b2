import type { SettingField } from '../../../../shared/contract/connections.ts';
import { Currency } from '../../../../shared/values/money.ts';
import { gatewaySettings } from '../gateway/settings.ts';
import { setting } from '../setting.ts';

/** What carries a penny, unless the connection names another charge item. */
export const ROUNDING_ITEM = '/ROUND';

/** The two ways to read Sage 100. */
export const PROFILE = 'profile';
export const BY_GATEWAY = 'Gateway of the company';
export const BY_ODBC = 'ODBC (read only)';
export const ODBC_FIELDS = { connection: 'odbcSource', currency: 'odbcCurrency' } as const;

const gatewayFields = gatewaySettings({
  system: 'Sage 100', addressHelp: 'The gateway runs on the company’s Sage 100 server; its administrator knows the address.',
  companyHelp: 'The three capital letters or digits that Sage 100 asks for at sign-in, such as ABC.',
});

const itemFields: readonly SettingField[] = [
  setting({ name: 'creditItem', label: 'Item for credits without goods', kind: 'text', initial: '/REFUND', advanced: true, help: 'A charge item of this company that credit memos are written with. Its code begins with a slash.' }),
  setting({ name: 'roundingItem', label: 'Item for the last penny', kind: 'text', initial: ROUNDING_ITEM, advanced: true, help: 'A charge item without tax, for the penny that Sage’s own tax cannot reach. Its code begins with a slash.' }),
];

const odbcFields: readonly SettingField[] = [
  setting({ name: PROFILE, label: 'Speak to Sage 100 through', kind: 'choice', required: true, choices: [BY_GATEWAY, BY_ODBC], initial: BY_GATEWAY, advanced: true, help: 'The gateway reads and writes. ODBC only reads, and needs Sage’s data source on this computer.' }),
  setting({ name: ODBC_FIELDS.connection, label: 'ODBC data source', kind: 'text', initial: 'DSN=SOTAMAS90', advanced: true, help: 'Only for ODBC: the data source, or the driver and its settings with semicolons between them. Company, user and password are added.' }),
  setting({ name: ODBC_FIELDS.currency, label: 'Currency of the books', kind: 'choice', choices: [...Currency.options], initial: 'USD', advanced: true, help: 'Only for ODBC: no table that it shows says so.' }),
];

/** One form for both ways; what must be filled in depends on the way. */
export const fieldsOf = {
  gateway: [...gatewayFields, ...itemFields, ...odbcFields],
  odbc: [...gatewayFields.map(field => (field.name === 'companyCode' ? field : { ...field, required: false })), ...itemFields, ...odbcFields],
} as const;
