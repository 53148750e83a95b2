import { AppError } from '../../../../../shared/contract/errors.ts';
import type { Connector, Erp } from '../../connector.ts';
import { LinkError } from '../../http-client.ts';
import type { Http } from '../../http-client.ts';
import { OdbcError, openOdbcBridge } from '../../odbc/bridge.ts';
import type { OdbcConnection } from '../../odbc/bridge.ts';
import type { SignIn, SignInIo, Wire } from '../../wire.ts';
import { ODBC_FIELDS } from '../settings.ts';
import { answerOverOdbc } from './answers.ts';

const TIMEOUT_MS = 120_000;
const LIMIT = { endpoint: 'sage100-odbc', perMinute: null } as const;

/** Sage's data source takes the company and the user beside its own name. */
async function connectionOf({ settings, secrets }: Pick<SignInIo, 'settings' | 'secrets'>): Promise<OdbcConnection> {
  const { password = '' } = await secrets();
  return { source: settings[ODBC_FIELDS.connection] ?? '', values: { Company: settings['companyCode'] ?? '', UID: settings['user'] ?? '', PWD: password } };
}

const refused = (message: string): AppError => new AppError('signIn.refused', 'fixConnection', `The ODBC data source does not open (${message.slice(0, 200)}). Check its name and driver on this computer, the company, and the user and password; sign in again.`, { field: ODBC_FIELDS.connection });

/** Questions go to the tables instead of a gateway; everything above is the same. */
function openOdbc(io: Pick<SignInIo, 'settings' | 'secrets'>): Http {
  const bridge = openOdbcBridge({ timeoutMs: TIMEOUT_MS, connection: () => connectionOf(io) });
  const company = { code: (io.settings['companyCode'] ?? '').trim(), currency: io.settings[ODBC_FIELDS.currency] ?? '' };
  return {
    async exchange({ method, path, signal }) {
      signal?.throwIfAborted();
      try {
        return await answerOverOdbc(bridge, company, { method, path });
      } catch (error) {
        if (!(error instanceof OdbcError)) throw error;
        if (error.trouble === 'missing') throw new AppError('odbc.missing', 'fixConnection', 'There is no ODBC on this computer. On Windows it is part of the system; on Linux install unixODBC and the driver of the data source.', { cause: error });
        if (error.trouble === 'lost') throw new LinkError('lost', error);
        if (error.trouble === 'question') throw new AppError('odbc.question', 'askAdmin', `Sage 100 does not answer over ODBC: ${error.message.slice(0, 200)}. Let an administrator allow this user the table in Role Maintenance, or connect to the gateway.`, { cause: error });
        throw refused(error.message);
      }
    },
    close: () => bridge.close(),
  };
}

/** The data source signs in by itself, with what the connection string holds. */
function signIn({ settings }: SignInIo): SignIn {
  if (!(settings[ODBC_FIELDS.connection] ?? '').trim()) throw new AppError('connection.setting', 'fixInput', 'Enter the ODBC data source.', { field: ODBC_FIELDS.connection });
  return { sign: () => ({ origin: 'odbc://sage100', basePath: '', headers: {}, stamp: 'odbc' }), renew: () => Promise.reject(refused('not accepted')), expiresAt: () => null };
}

const wire: Wire = { timeoutMs: TIMEOUT_MS, connections: 1, limitOf: () => LIMIT, isThrottled: () => false, signIn, open: openOdbc };

const READ_ONLY = 'ODBC reads only: connect to the gateway to write into Sage 100.';

/** Sage 100 by ODBC, read-only: the same lists as the gateway's, from the same tables. Journals are a file for staff either way. */
export function odbcProfile({ discover, erp }: { discover: Connector['discover']; erp: Erp }): Partial<Connector> {
  const { bankPosting, transfer } = erp.documents;
  return {
    wire,
    discover: async (session, signal) => (await discover(session, signal)).map(entity => ({ ...entity, canWrite: false })),
    erp: {
      ...erp, targets: {}, documents: { ...(bankPosting && { bankPosting }), ...(transfer && { transfer }) },
      cannot: { ...erp.cannot, customer: READ_ONLY, salesOrder: READ_ONLY, receipt: READ_ONLY, refund: READ_ONLY, creditNote: READ_ONLY, stockLevel: READ_ONLY, price: READ_ONLY, purchaseOrder: READ_ONLY },
    },
  };
}
