import type { Faults } from '../faults.ts';
import { read, type Books } from './books.ts';
import type { Body } from './body.ts';
import type { GatewayFault } from './serve-gateway.ts';

type Asked = { method: string; path: string; body: Body };

/** The addresses at which a test or a person switches faults; undefined for other addresses. */
export function answerFaults(faults: Faults<GatewayFault>, { method, path, body }: Asked): unknown {
  if (`${method} ${path}` === 'GET /sandbox/faults') return { faults: faults.list() };
  return `${method} ${path}` === 'POST /sandbox/faults' ? faults.set(body) : undefined;
}

/** The company changes a column of its own: `POST /sandbox/column` with file, name, and either its new length or `gone`. */
export function answerColumn({ dictionary }: Books, { method, path, body }: Asked): unknown {
  if (`${method} ${path}` !== 'POST /sandbox/column') return undefined;
  const { file, name, length } = body;
  const to = typeof length === 'number' ? { length } : null;
  return { changed: dictionary.change(String(file), String(name), to) };
}

/** A record of a file by its key, as it is kept: `/sandbox/record/FILE/KEY/KEY`. */
export function answerRecord(books: Books, { method, path }: Asked): unknown {
  const [, file = '', key = ''] = /^\/sandbox\/record\/(\w+)\/(.+)$/.exec(path) ?? [];
  return method === 'GET' && books.dictionary.has(file) ? read(books, file, ...key.split('/').map(decodeURIComponent)) : undefined;
}
