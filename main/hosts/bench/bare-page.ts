import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const PAGE = '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bare</title></head><body><main><h1>Bare page</h1><button>Sign in</button></main></body></html>';

/** The least that a host can serve: one page without a script, from a process of its own, its address on the first line. */
const server = createServer((_request, response) => response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(PAGE));
server.listen(0, '127.0.0.1', () => {
  // A listening TCP server has an AddressInfo; the type also covers pipes.
  process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` })}\n`);
});
