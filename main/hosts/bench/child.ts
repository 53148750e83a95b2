import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Serializable } from 'node:child_process';

/** Work in a process of its own, asked one question at a time. */
export type Child = { ask(question: Serializable): Promise<unknown>; close(): Promise<void>; /** As a crash would end it. */ kill(): void };

const CLOSE_MS = 5_000;

/** Starts a file of this folder as a process; it answers each message with one. What it prints goes to stderr, as stdout is the command's. */
export function startChild(file: URL, nodeOptions: readonly string[] = []): Child {
  const child = fork(fileURLToPath(file), [], { execArgv: [...nodeOptions], serialization: 'advanced', stdio: ['ignore', process.stderr, process.stderr, 'ipc'] });
  const gone = once(child, 'exit');
  return {
    async ask(question) {
      const answer = once(child, 'message');
      child.send(question);
      const [message] = await Promise.race([answer, gone.then(([code, signal]) => { throw new Error(`the measured process ended early (${String(code ?? signal)})`); })]);
      return message;
    },
    kill: () => void child.kill('SIGKILL'),
    async close() {
      if (child.connected) child.disconnect();
      const timer = setTimeout(() => child.kill('SIGKILL'), CLOSE_MS);
      await gone;
      clearTimeout(timer);
    },
  };
}

const MICROSECONDS_A_SECOND = 1_000_000;

/** How long a piece of work takes by the clock, and how much of a processor it takes: on a shared machine the second is the steadier. */
export async function timed<T>(work: () => Promise<T>): Promise<{ seconds: number; cpuSeconds: number; result: T }> {
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  const result = await work();
  const seconds = (performance.now() - startedAt) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { seconds, cpuSeconds: (user + system) / MICROSECONDS_A_SECOND, result };
}

/** The other end: answers until the parent goes. */
export function answerParent(answer: (question: unknown) => Promise<Serializable>): void {
  process.on('message', question => {
    answer(question).then(value => process.send?.(value), (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(1);
    });
  });
  process.on('disconnect', () => process.exit(0));
}
