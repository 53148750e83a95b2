import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { PAGE_RECORDS } from './sync-orders.ts';

/** The same job as people build it there: a page a request, an order a message, forty fields in a function, a request a document. Nothing is written down. */
const MAP = `
const o = msg.payload, b = o.Buyer, i = o.Items[0];
const tidy = t => String(t).trim().replace(/\\s+/g, ' ');
const title = t => tidy(t).toLowerCase().replace(/\\b\\w/g, c => c.toUpperCase());
const day = t => t.slice(0, 10) + 'T00:00:00Z';
msg.payload = {
  customer_id: 1, document_date: day(o.Received), due_date: day(o.Due), document_ref: o.Reference.trim(), shop_no: 'L' + o.Number.trim(), exchange_rate: o.Rate, channel: title(o.Source),
  shop: tidy(o.SubSource), payment: o.Payment.toLowerCase().slice(0, 20), service: tidy(o.Service).slice(0, 40), tracked: true, priority: 2, warehouse_id: 12, paid: o.Total, paid_on: day(o.Paid), currency_id: 1,
  contact: { name: tidy(b.Name).slice(0, 60), email: b.Email.trim().toLowerCase(), phone: b.Phone.replace(/\\D/g, ''), company: b.Company || 'Private' },
  address: { name: tidy(b.Name), line_1: tidy(b.Address1), line_2: tidy(b.Address2), city: title(b.Town), county: tidy(b.Region), postcode: tidy(b.PostCode).toUpperCase(), country: 'GB' },
  analysis_1: o.Source.toUpperCase(), analysis_2: o.Number.slice(-6), analysis_3: o.Reference.replace(/[^A-Za-z0-9]/g, ''),
  lines: [{ product_id: 5000 + Number(i.SKU.slice(4)), code: i.SKU, text: tidy(i.Title).slice(0, 60), quantity: String(i.Quantity), price: i.Price, tax_id: 1, own_price: true, analysis_1: i.ChannelSKU.toUpperCase(), analysis_2: i.ItemNumber.trim(), type: 'Standard' }],
};
msg.headers = { 'content-type': 'application/json', authorization: 'Bearer measured' };
msg.method = 'POST';
msg.url = msg.target;
return msg;`;

const PAGES = `
const { url, pages } = msg.payload;
return [Array.from({ length: pages }, (_, page) => ({ url: url + '/orders?page=' + page, target: url + '/orders' }))];`;

const node = (id: string, type: string, to: string | null, more: object): object => ({ id, type, z: 'tab', x: 1, y: 1, wires: to === null ? [] : [[to]], ...more });
const code = (func: string): object => ({ func, outputs: 1, timeout: 0, noerr: 0, initialize: '', finalize: '', libs: [] });
const request = { method: 'GET', ret: 'obj', paytoqs: 'ignore', url: '', tls: '', persist: true, proxy: '', insecureHTTPParser: false, authType: '', senderr: false, headers: [] };

const flow: readonly object[] = [
  { id: 'tab', type: 'tab', label: 'sync', disabled: false },
  { ...node('go', 'http in', 'pages', { url: '/go', method: 'post', upload: false }), wires: [['pages', 'heard']] },
  node('heard', 'http response', null, { statusCode: '202', headers: {} }),
  node('pages', 'function', 'read', code(PAGES)),
  node('read', 'http request', 'split', request),
  node('split', 'split', 'map', { splt: '\\n', spltType: 'str', arraySplt: 1, arraySpltType: 'len', stream: false, addname: '' }),
  node('map', 'function', 'send', code(MAP)),
  node('send', 'http request', null, { ...request, method: 'use' }),
];

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A listening TCP server has an AddressInfo; the type also covers pipes.
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

export type NodeRed = { /** Starts the job; it is done when the server has counted the last document. */ begin(url: string, orders: number): Promise<void>; stop(): Promise<void> };

/** Node-RED with this one flow, ready to be asked. `file` is its `red.js`; its settings and flow lie in `dir`. */
export async function startNodeRed(file: string, dir: string): Promise<NodeRed> {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  const port = await freePort();
  const settings = { uiHost: '127.0.0.1', uiPort: port, httpAdminRoot: false, flowFile: 'flow.json', telemetry: { enabled: false }, logging: { console: { level: 'info', metrics: false, audit: false } } };
  writeFileSync(path.join(dir, 'flow.json'), JSON.stringify(flow));
  writeFileSync(path.join(dir, 'settings.cjs'), `module.exports = ${JSON.stringify(settings)};\n`);
  const child = spawn(process.execPath, [file, '--userDir', dir, '--settings', path.join(dir, 'settings.cjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const started = (async () => {
    for await (const line of lines) if (line.includes('Started flows')) return;
    throw new Error('Node-RED ended before its flow was started');
  })();
  await started;
  child.stdout.resume();
  return {
    async begin(url, orders) {
      const answer = await fetch(`http://127.0.0.1:${port}/go`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ url, pages: Math.ceil(orders / PAGE_RECORDS) }) });
      if (answer.status !== 202) throw new Error(`Node-RED answered ${answer.status}`);
    },
    async stop() {
      child.kill('SIGKILL');
      await gone;
    },
  };
}
