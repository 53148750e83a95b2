import { pendingDespatches } from './despatch.ts';
import type { Faults, orderFaults } from './faults.ts';
import { isBody, type Body } from './field-rules.ts';
import type { Office } from './office.ts';
import { AMENDS, CREATES, DELETES, type Posted } from './postings.ts';
import { readCollection, readEntity } from './query.ts';
import { SINGLE_ENTITIES } from './reference-rows.ts';
import { empty, gatewayTimeout, json, type Reply } from './reply.ts';
import { findResource, NESTED } from './resources.ts';
import { badValue, notFound, SageError } from './sage-error.ts';
import type { SageId } from './oauth.ts';
import { lockOrder } from './sop-orders.ts';
import type { Staff } from './staff.ts';

export const API_BASE = '/uk/sage200extra/accounts/v1';
export const SITE_ID = '7d0c3a52-6a0e-4b0b-9d5c-2c1f3a9b8e10';
export const COMPANY_ID = 3;

export type ApiRequest = { method: string; path: string; query: URLSearchParams; header: (name: string) => string | undefined; body: string };
export type ApiReply = Reply & { delayMs?: number };

type Parts = { office: Office; sageId: SageId; faults: Faults; orders: ReturnType<typeof orderFaults>; staff: Staff };

const refusal = (error: SageError): Reply => json(error.status, { message: error.message, exception_type: error.exceptionType });

/** The API behind the tunnel: who may ask, what goes wrong, then the one transaction of the request. */
export function openApi({ office, sageId, faults, orders, staff }: Parts): (request: ApiRequest) => ApiReply {
  function gate(request: ApiRequest): Reply | undefined {
    if (faults.strike('empty-401', request)) return empty(401);
    if (!sageId.accepts(request.header('authorization'))) return json(401, { message: 'Authorization has been denied for this request.' });
    if (request.path === '/sites') {
      const { company } = office.world;
      const site = { company_id: COMPANY_ID, company_name: company.name, site_id: SITE_ID, site_name: company.siteName, site_short_name: company.siteName.slice(0, 50) };
      return json(200, faults.isOn('tunnel-down') ? [] : [site]);
    }
    if (faults.isOn('tunnel-down') || faults.strike('busy', request)) return gatewayTimeout();
    const site = request.header('x-site');
    const company = request.header('x-company');
    if (!site || !company) return json(401, { message: `The request header ${site ? 'X-Company' : 'X-Site'} is missing.` });
    if (site.toLowerCase() !== SITE_ID || company !== String(COMPANY_ID)) return json(403, { message: 'The user does not have access to this site or company.' });
    if (faults.strike('bad-request', request)) return refusal(badValue('The request could not be processed.'));
    return undefined;
  }

  function post(address: string, body: Body): Reply {
    const create = CREATES[address];
    if (!create) return json(405, { message: `The method POST is not supported by ${address}.` });
    if (orders.before(body)) return gatewayTimeout();
    const isDocument = address === 'sop_orders' || address === 'sales_invoices';
    return office.store.transaction(() => {
      const value = create(office, body);
      if (address === 'bank_transfer') staff.tidyAllocations();
      return isDocument && orders.afterSave(body) ? gatewayTimeout() : json(200, value);
    });
  }

  function put(address: string, id: number, body: Body): Reply {
    const amend = AMENDS[address];
    if (!amend) return json(405, { message: `The method PUT is not supported by ${address}.` });
    const { value, failure }: Posted = office.store.transaction(() => amend(office, id, body));
    return failure ? refusal(failure) : json(200, value);
  }

  function get(parts: readonly string[], query: URLSearchParams): Reply {
    const [address = '', idText, nested, nestedId] = parts;
    if (address === 'sop_confirm_despatch') return json(200, pendingDespatches(office, query));
    const single = SINGLE_ENTITIES[address];
    if (single) return json(200, JSON.parse(office.store.get<{ body: string }>('SELECT body FROM reference_row WHERE resource = ?', single)?.body ?? '{}'));
    const resource = findResource(nested ?? address);
    if (!resource) return json(404, { message: `The resource '${nested ?? address}' could not be found.` });
    if (idText === undefined) return json(200, readCollection(office.store, resource, query));
    const id = wholeNumber(idText);
    if (nested === undefined) return json(200, entityOf(address, id, query));
    if (nestedId !== undefined) return json(200, readEntity(office.store, resource, wholeNumber(nestedId), query) ?? fail(notFound(resource.name, nestedId)));
    const column = NESTED[`${address}/${nested}`];
    if (!column) return json(404, { message: `The resource '${address}/${nested}' could not be found.` });
    return json(200, readCollection(office.store, resource, query, [{ sql: `${column} = ?`, values: [id] }]));
  }

  function entityOf(address: string, id: number, query: URLSearchParams): unknown {
    const resource = findResource(address) ?? fail(notFound(address, id));
    if (address === 'sop_orders' && /\bis_to_lock\b/.test(query.get('$expand') ?? '')) office.store.transaction(() => lockOrder(office, id));
    return readEntity(office.store, resource, id, query) ?? fail(notFound(resource.name, id));
  }

  function route(request: ApiRequest): Reply {
    const parts = request.path.split('/').filter(Boolean);
    const [address = '', idText] = parts;
    if (request.method === 'GET') return get(parts, request.query);
    if (request.method === 'POST' && idText === undefined) return post(address, bodyOf(request.body));
    if (request.method === 'PUT' && idText !== undefined) return put(address, wholeNumber(idText), bodyOf(request.body));
    const remove = DELETES[address];
    if (request.method !== 'DELETE' || !remove || idText === undefined) return json(405, { message: `The method ${request.method} is not supported by ${request.path}.` });
    office.store.transaction(() => remove(office, wholeNumber(idText)));
    return empty(200);
  }

  function answer(request: ApiRequest): Reply {
    try {
      const reply = gate(request) ?? route(request);
      if (request.method === 'POST' && request.path.startsWith('/sop_confirm_despatch')) staff.nudge();
      return reply;
    } catch (error) {
      if (error instanceof SageError) return refusal(error);
      return json(500, { message: `An unexpected error occurred. ${error instanceof Error ? error.message : ''}`.trim(), exception_type: 'SageException' });
    }
  }

  return request => {
    const slow = faults.strike('slow', request);
    const reply: ApiReply = answer(request);
    const wasSaved = request.method !== 'GET' && reply.status === 200;
    if (wasSaved && faults.strike('timeout-after-save', request)) return gatewayTimeout();
    if (reply.status === 200 && faults.strike('malformed-body', request)) return { ...reply, body: reply.body.slice(0, Math.max(1, Math.floor(reply.body.length / 2))) };
    return slow ? { ...reply, delayMs: slow.delayMs } : reply;
  };
}

function fail(error: SageError): never {
  throw error;
}

function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw badValue(`The id '${text}' is not a whole number.`);
  return Number(text);
}

function bodyOf(text: string): Body {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw badValue('The request body is not valid JSON.');
  }
  if (!isBody(value)) throw badValue('The request body must be an object.');
  return value;
}
