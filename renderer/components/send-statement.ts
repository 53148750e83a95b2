import type { InputOf, OutputOf } from '../../shared/contract/method.ts';
import { MAX_FILE_BYTES, UPLOAD_PIECE_BYTES, type statements } from '../../shared/contract/statements.ts';
import type { Client } from '../engine/client.ts';

type Sent = InputOf<typeof statements.import>;

/** What is to be imported. A file that is too large for one message travels beside it, in pieces. `asItIs`: why it is taken though it does not add up. */
export type ImportInput = Sent & { file?: File; asItIs?: string };
export type ImportOutcome = OutputOf<typeof statements.import>;

/** A large file that was asked about (which account? which columns?) is not uploaded again with the answer. */
const uploaded = new WeakMap<File, string>();

/** Sends a statement to the engine, a large one piece by piece. */
export async function sendStatement(client: Client, { file, asItIs, ...given }: ImportInput, signal: AbortSignal): Promise<ImportOutcome> {
  const bring = (input: Sent): Promise<ImportOutcome> => (asItIs === undefined ? client.statements.import(input, { signal }) : client.statements.importAsItIs({ ...input, reason: asItIs }, { signal }));
  if (!file || file.size <= MAX_FILE_BYTES) return bring(given);
  const upload = uploaded.get(file) ?? await uploadFile(client, file, signal);
  uploaded.delete(file);
  const outcome = await bring({ ...given, base64: '', upload });
  if (outcome.outcome !== 'imported') uploaded.set(file, upload);
  return outcome;
}

/** Sends a file in pieces that fit into a call; answers the name that it waits under. */
export async function uploadFile(client: Client, file: File, signal: AbortSignal): Promise<string> {
  let upload: string | undefined;
  for (let at = 0; at < file.size; at += UPLOAD_PIECE_BYTES) {
    const base64 = await asBase64(file.slice(at, at + UPLOAD_PIECE_BYTES));
    const answer: OutputOf<typeof statements.upload> = await client.statements.upload(upload === undefined ? { base64 } : { upload, base64 }, { signal });
    upload = answer.upload;
  }
  return upload ?? '';
}

export function asBase64(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(reader.error ?? new Error('the file cannot be read'));
    reader.readAsDataURL(file);
  });
}
