import { textIn } from '../gateway/body.ts';
import { GatewayError } from '../gateway/gateway-error.ts';
import { answerAsGateway, type Gateway } from '../gateway/serve-gateway.ts';
import { openSignIns, type Credentials, type SignIns } from '../gateway/sign-in.ts';
import type { HttpReply, HttpRequest } from '../http.ts';
import type { Faults, orderFaults } from './faults.ts';
import { listAt } from './gateway-lists.ts';
import { changeAt, GATEWAY_WRITES } from './gateway-writes.ts';
import type { Office } from './office.ts';
import { SageError } from './sage-error.ts';
import type { Staff } from './staff.ts';

export const GATEWAY_BASE = '/api/v1';

export const GATEWAY_CREDENTIALS = { companyCode: '3', apiKey: 'g2_c7e0b54f91aa4d3e8862', user: 'GATEWAY', password: 'Amber-Rook-44-Lantern', readOnlyUser: 'VIEWER', readOnlyPassword: 'Gentle-Moss-19-Anvil' } as const satisfies Credentials;

type Parts = { office: Office; faults: Faults; orders: ReturnType<typeof orderFaults>; staff: Staff };

/**
 * The contract of a gateway in front of Sage 200, over the same company: `/api/v1/customers`, `/salesorders`, `/stockitems`, `/purchaseinvoices` and
 * `/generalledger/journals`. What a month-end reads besides (`/salesinvoices`, `/customerpayments`, `/banks`, `/banktransactions`, lists of codes) is this
 * sandbox's reading of the same contract.
 */
export function openGateway({ office, faults, orders, staff }: Parts): { answer: (request: HttpRequest) => HttpReply; signIns: SignIns } {
  const signIns = openSignIns(office.now, GATEWAY_CREDENTIALS);
  const { store } = office;
  const gateway: Gateway = {
    base: GATEWAY_BASE, sessionPath: '/session', faults, signIns, orderPath: '/salesorders',
    store: {
      remembered: key => store.get('SELECT digest, answer FROM gateway_written WHERE key = ?', key),
      remember: (key, digest, answer) => void store.run('INSERT INTO gateway_written (key, digest, answer) VALUES (?, ?, ?)', key, digest, answer),
    },
    read: (path, query) => listAt(office, path, query),
    writes: Object.fromEntries(Object.entries(GATEWAY_WRITES).map(([path, write]) => [path, body => asGateway(() => store.transaction(() => write(office, body)))])),
    change: (path, body) => asGateway(() => store.transaction(() => changeAt(office, path, body))),
    orderFault(body) {
      const named = { customer_document_no: textIn(body, 'CustomerOrderNumber') };
      return orders.before(named) ? 'busy-once' : orders.afterSave(named) ? 'timeout-after-save' : 'none';
    },
    control: () => undefined,
    nudge: staff.nudge,
  };
  return { signIns, answer: request => answerAsGateway(gateway, request) };
}

const FIELDS: Readonly<Record<string, string>> = { customer_id: 'CustomerAccountRef', reference: 'CustomerAccountRef', name: 'CustomerName', document_date: 'OrderDate', customer_document_no: 'CustomerOrderNumber', lines: 'Lines', transaction_date: 'PaymentDate', second_reference: 'SecondReference' };

/** What Sage refuses, in the gateway's words: its sentence, and the field by the gateway's name. */
function asGateway<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof SageError)) throw error;
    const native = /field '([^']+)'/.exec(error.message)?.[1] ?? '';
    const field = FIELDS[native] ?? native;
    throw new GatewayError(error.status === 404 ? 404 : 422, error.exceptionType, native ? error.message.replace(native, field) : error.message, { field, sageMessage: error.message });
  }
}
