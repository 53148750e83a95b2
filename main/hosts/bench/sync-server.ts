import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerParent } from './child.ts';
import { PAGE_RECORDS, shopOrder } from './sync-orders.ts';

/** The plainest shop and the plainest ERP that speak HTTP: pages made beforehand, and an answer to every document. */
let pages: string[] = [];
let documents = 0;
let awaited = Number.NaN;
let reached = (): void => {};

const server = createServer((request, response) => {
  if (request.method === 'GET') {
    const page = Number(/page=(\d+)/.exec(request.url ?? '')?.[1] ?? 0);
    response.writeHead(200, { 'content-type': 'application/json' }).end(pages[page] ?? '[]');
    return;
  }
  request.resume();
  request.on('end', () => {
    documents += 1;
    if (documents === awaited) reached();
    response.writeHead(201, { 'content-type': 'application/json' }).end(`{"id":"${documents}","document_no":"SO${documents}"}`);
  });
});

const listening = new Promise<string>(resolve => {
  server.listen(0, '127.0.0.1', () => {
    // A listening TCP server has an AddressInfo; the type also covers pipes.
    resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
});

/** With `until` it answers when so many documents were sent; otherwise it counts anew and tells how many there were. */
answerParent(async question => {
  const { orders, until } = question as { orders: number; until?: number };
  if (until !== undefined) {
    if (documents < until) await new Promise<void>(resolve => { [awaited, reached] = [until, resolve]; });
    return { url: await listening, sent: documents };
  }
  pages = Array.from({ length: Math.ceil(orders / PAGE_RECORDS) }, (_, page) => {
    const records = Array.from({ length: Math.min(PAGE_RECORDS, orders - page * PAGE_RECORDS) }, (_record, index) => shopOrder(page * PAGE_RECORDS + index));
    return JSON.stringify(records);
  });
  const sent = documents;
  documents = 0;
  return { url: await listening, sent };
});
