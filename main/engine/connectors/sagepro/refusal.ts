import { gatewayRefusal } from '../gateway/refusal.ts';
import { textAt } from '../json-value.ts';

export const refusal = gatewayRefusal({
  label: 'Sage Pro',
  customerOf: sent => textAt(sent, 'CustomerNo'),
  columns: { customer: /^CustomerNo$/, item: /ItemCode$/, place: /LocationId$/ },
  advice: { customer: "Choose another account in the channel's settings, or enter it in Sage Pro.", item: '. Add it in Sage Pro, or give the SKU another item code.' },
});
