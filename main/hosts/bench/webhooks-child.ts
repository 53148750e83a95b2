import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { openEngine } from '../../engine/engine.ts';
import { callerOf } from '../caller.ts';
import { hostOptions } from '../host-options.ts';
import { openWebhookReceiver } from '../webhook-receiver.ts';
import { answerParent } from './child.ts';

/** The receiver in a process of its own, as in the app: a new workspace in a folder with one shop that sends webhooks. `bare`: a server that only reads and answers. */
const Question = z.object({ dir: z.string(), secret: z.string(), bare: z.boolean() });

const ADMIN = { name: 'Ada Admin', email: 'ada@example.com', password: 'measured-1234' };

async function serveBare(): Promise<{ address: string; file: string }> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.end('Taken.\n'));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', () => resolve()));
  // A listening TCP server has an AddressInfo; the type also covers pipes.
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks/bare`, file: '' };
}

async function serveReceiver({ dir, secret }: z.infer<typeof Question>): Promise<{ address: string; file: string }> {
  const place = hostOptions({ workspace: dir, name: 'Measured', version: '0.0.0', vault: { seal: async text => text, open: async text => text } });
  const engine = await openEngine(place);
  await callerOf(engine, null).people.createFirstAdmin(ADMIN);
  const { session } = await callerOf(engine, null).people.signIn(ADMIN);
  const admin = callerOf(engine, session);
  // Nothing is asked of this shop: its connection is never tested, so that no run begins.
  await admin.connections.save({ system: 'clarity', label: 'Shop', environment: 'Sandbox', settings: { apiBaseUrl: 'http://127.0.0.1:9/api/v1', clientId: 'none', webhooks: 'On' }, secrets: { clientSecret: 'none', webhookSecret: secret } });
  await openWebhookReceiver(engine, { port: 0, onPort: () => {}, onMistake: place.onMistake }).ready;
  const [connection] = await admin.connections.list({});
  return { address: connection?.webhooks?.address ?? '', file: place.file };
}

answerParent(question => {
  const asked = Question.parse(question);
  return asked.bare ? serveBare() : serveReceiver(asked);
});
