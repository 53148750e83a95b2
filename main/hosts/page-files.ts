import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** What the window may load: its own files, and styles that Emotion and AG Grid write into the page. The same in Electron and in the browser. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self' data:",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
};

export type PageFile = { readonly body: Buffer<ArrayBuffer>; readonly headers: Readonly<Record<string, string>> };

/** A file of the built window, or undefined: for a path outside its folder just as for one that is not there. */
export async function readPageFile(folder: string, urlPath: string): Promise<PageFile | undefined> {
  const file = fileInside(folder, urlPath === '/' ? '/index.html' : urlPath);
  const type = file === undefined ? undefined : CONTENT_TYPES[path.extname(file)];
  if (file === undefined || type === undefined) return undefined;
  try {
    const body = await readFile(file);
    // Files under assets/ carry a hash of their content in their name; the page itself must be asked for each time.
    const cacheControl = urlPath.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-store';
    return { body, headers: { ...PAGE_HEADERS, 'content-type': type, 'cache-control': cacheControl } };
  } catch {
    return undefined;
  }
}

/** The file that a path of an address names, unless it lies outside the folder. */
export function fileInside(folder: string, urlPath: string): string | undefined {
  let decoded: string;
  try {
    decoded = decodeURIComponent(urlPath);
  } catch {
    return undefined;
  }
  if (decoded.includes('\0') || decoded.includes('\\')) return undefined;
  const base = path.resolve(folder);
  const file = path.resolve(base, `.${path.posix.join('/', decoded)}`);
  return file.startsWith(base + path.sep) ? file : undefined;
}
