import { rowsOf } from '../gateway/books.ts';
import type { Fields } from '../gateway/record-store.ts';
import type { Company } from './company.ts';
import { enterInvoice } from './invoices.ts';
import { postCashReceipts, postDailySales } from './posting.ts';
import { generateCreditMemos } from './returns.ts';

export const BATCHES = ['dailySales', 'cashReceipts', 'rma'] as const;
export type Batch = (typeof BATCHES)[number];

export type Staff = {
  /** Says that something was entered; in automatic mode the warehouse and the accounts office follow within milliseconds. */
  nudge: () => void;
  /** Ships what really left the warehouse in the world's October; answers how many orders. */
  shipAll: () => number;
  post: (batch: Batch, postOn?: string) => number;
  close: () => void;
};

const PAUSE_MS = 25;

/** The people at Sage: they ship orders, and they post the batches that others entered. Nothing is posted without them. */
export function hireStaff(company: Company, mode: 'automatic' | 'manual'): Staff {
  let timer: NodeJS.Timeout | undefined;
  const despatched = new Map(company.world.orders.flatMap(order => (order.despatchedAt === null ? [] : [[order.reference.slice(0, 30), order.despatchedAt.slice(0, 10).replaceAll('-', '')] as const])));

  function shipAll(): number {
    const due = company.store.find('SO_SalesOrderHeader', { where: [{ column: 'CurrentInvoiceNo', is: '=', value: '' }, { column: 'OrderStatus', is: '<>', value: 'H' }] });
    return company.store.transaction(() => due.filter(({ fields }) => ship(fields)).length);
  }

  function ship({ SalesOrderNo = '', CustomerPONo = '' }: Fields): boolean {
    const day = despatched.get(CustomerPONo);
    if (day === undefined || rowsOf(company, 'AR_InvoiceHistoryHeader', { SalesOrderNo }).length > 0) return false;
    enterInvoice(company, { salesOrderNo: SalesOrderNo, day, isShipping: true });
    return true;
  }

  function post(batch: Batch, postOn?: string): number {
    return company.store.transaction(() => {
      if (batch === 'dailySales') return postDailySales(company, { postOn });
      if (batch === 'cashReceipts') return postCashReceipts(company, { postOn });
      return generateCreditMemos(company, postOn ?? new Date(company.now()).toISOString().slice(0, 10).replaceAll('-', ''));
    });
  }

  function tick(): void {
    timer = undefined;
    shipAll();
    post('dailySales');
    post('cashReceipts');
  }

  return {
    shipAll, post,
    nudge() {
      if (mode === 'automatic' && !timer) timer = setTimeout(tick, PAUSE_MS);
    },
    close: () => clearTimeout(timer),
  };
}
