import { gatewayRefusal } from '../gateway/refusal.ts';
import { textAt } from '../json-value.ts';

export const refusal = gatewayRefusal({
  label: 'Sage 100',
  customerOf: sent => [textAt(sent, 'ARDivisionNo'), textAt(sent, 'CustomerNo')].filter(Boolean).join('-'),
  columns: { customer: /(ARDivisionNo|CustomerNo)$/, item: /ItemCode$/, place: /WarehouseCode$/ },
  advice: {
    customer: "Choose another account in the channel's settings, or enter it in Customer Maintenance. The division is part of the number.",
    item: '; capitals and small letters count. Add it in Sage, or give the SKU another item code.',
  },
});
