import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

/** What a model answers per target. */
export type Said = { target: string; source: string; steps?: { transform: string; parameters: { name: string; value: string }[] }[]; why?: string };

const Body = z.object({ model: z.string(), messages: z.array(z.object({ role: z.string(), content: z.string() })), response_format: z.object({ type: z.string() }).loose() }).loose();
const Field = z.object({ id: z.string(), path: z.string() }).loose();
const Document = z.object({
  targets: z.array(Field.extend({ label: z.string(), candidates: z.array(z.object({ source: z.string(), likely: z.number(), steps: z.array(z.string()) })) })), sources: z.array(Field), steps: z.array(z.object({ name: z.string() }).loose()),
}).loose();
export type Asked = z.infer<typeof Document>;

/** The document that a request asks about. */
export const documentOf = (body: string): Asked => Document.parse(JSON.parse(Body.parse(JSON.parse(body)).messages.at(-1)?.content ?? ''));

type Captured = { readonly head: string; readonly body: string };
type Reply = (request: { body: string; response: ServerResponse; request: IncomingMessage }) => void;

export type ModelServer = { readonly url: string; readonly captured: Captured[]; reply: Reply; close(): Promise<void> };

/** A service on this machine that speaks the real protocol, keeps every byte that reached it, and answers as it is told. */
export async function modelServer(reply: Reply): Promise<ModelServer> {
  const captured: Captured[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const body = Buffer.concat(pieces).toString('utf8');
      captured.push({ head: [`${request.method ?? ''} ${request.url ?? ''}`, ...request.rawHeaders].join('\n'), body });
      self.reply({ body, response, request });
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  const self: ModelServer = {
    url: `http://127.0.0.1:${port}/v1`, captured, reply,
    close: () => new Promise(resolve => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };
  return self;
}

export function json(response: ServerResponse, status: number, value: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(value));
}

/** A whole answer of the service around what the model wrote. */
export const completion = (content: string | null, more: { finish_reason?: string; refusal?: string; usage?: unknown } = {}) => ({
  id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'pretend-1-2026', usage: more.usage ?? { prompt_tokens: 1_000, completion_tokens: 200, total_tokens: 1_200 },
  choices: [{ index: 0, finish_reason: more.finish_reason ?? 'stop', message: { role: 'assistant', content, refusal: more.refusal ?? null } }],
});

export const answersText = (answers: readonly Said[]): string => JSON.stringify({ answers: answers.map(({ target, source, steps = [], why = 'The names say the same.' }) => ({ target, source, steps, why })) });

/** A model that answers every target as `say` says. */
export const answering = (say: (target: Asked['targets'][number], asked: Asked) => Omit<Said, 'target'>): Reply => ({ body, response }) => {
  const asked = documentOf(body);
  json(response, 200, completion(answersText(asked.targets.map(target => ({ target: target.id, ...say(target, asked) })))));
};
