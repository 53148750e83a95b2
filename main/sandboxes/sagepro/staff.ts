import { padded, type Company } from './company.ts';
import { shipOrder } from './invoices.ts';

export type Staff = {
  /** Says that something was entered; in automatic mode the warehouse follows within milliseconds. */
  nudge: () => void;
  /** Ships what really left the warehouse in the world's October; answers how many orders. */
  shipAll: () => number;
  close: () => void;
};

const PAUSE_MS = 25;
const PO_LENGTH = 20;

/** The people at Sage Pro: they ship orders, and shipping an order invoices it. */
export function hireStaff(company: Company, mode: 'automatic' | 'manual'): Staff {
  let timer: NodeJS.Timeout | undefined;
  const despatched = new Map(company.world.orders.flatMap(({ reference, despatchedAt }) => (despatchedAt === null ? [] : [[reference.slice(0, PO_LENGTH), despatchedAt.slice(0, 10)] as const])));

  const shipAll = (): number => company.store.transaction(() => {
    const due = company.store.find('somast', { where: [{ column: 'shpamt', is: '=', value: '0.000' }] }).flatMap(({ fields: { sono = '', ponum = '' } }) => {
      const day = despatched.get(ponum);
      return day === undefined ? [] : [{ salesOrderNo: padded(sono), day }];
    });
    for (const shipping of due) shipOrder(company, shipping);
    return due.length;
  });

  function tick(): void {
    timer = undefined;
    shipAll();
  }

  return {
    shipAll,
    nudge() {
      if (mode === 'automatic' && !timer) timer = setTimeout(tick, PAUSE_MS);
    },
    close: () => clearTimeout(timer),
  };
}
