import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '../..');

export type Source = { readonly file: string; readonly text: string };
export type Import = { readonly target: string; readonly typeOnly: boolean };

const SOURCE_FILE = /\.(ts|tsx|mts)$/;

/** Every source file below these folders, by its path from the root with forward slashes. */
export function sourcesIn(...folders: string[]): Source[] {
  return folders.flatMap(folder => {
    const place = path.join(root, folder);
    if (!existsSync(place)) return [];
    return readdirSync(place, { recursive: true, encoding: 'utf8' })
      .filter(name => SOURCE_FILE.test(name))
      .map(name => `${folder}/${name.split(path.sep).join('/')}`)
      .sort()
      .map(file => ({ file, text: readFileSync(path.join(root, file), 'utf8') }));
  });
}

const COMMENT_OR_STRING = /\/\*[^]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g;

/** The code without its comments and quoted texts, line by line as before. */
export function codeOnly(text: string): string {
  return text.replace(COMMENT_OR_STRING, match => match.replace(/[^\n]/g, ' '));
}

const withoutComments = (text: string): string =>
  text.replace(COMMENT_OR_STRING, match => (match.startsWith('/') ? ' ' : match));

const STATIC = /^[ \t]*(?:import|export)\s+(type\s+)?(?:[\w*{}\s,$]+?\sfrom\s+)?['"]([^'"]+)['"]/gm;
const DYNAMIC = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;
const BY_URL = /new URL\(\s*['"](\.{1,2}\/[^'"]+)['"]\s*,\s*import\.meta\.url\s*\)/g;

/** What a file imports: paths from the root for our own files, names for packages. */
export function importsOf({ file, text }: Source): Import[] {
  const code = withoutComments(text);
  const found: Import[] = [];
  for (const [, type, target = ''] of code.matchAll(STATIC)) found.push({ target, typeOnly: type !== undefined });
  for (const [, target = ''] of code.matchAll(DYNAMIC)) found.push({ target, typeOnly: false });
  return found.map(({ target, typeOnly }) => ({ target: resolved(file, target), typeOnly }));
}

/** Files that are started by their address: worker threads. They count as used, not as imported. */
export const startedBy = ({ file, text }: Source): string[] =>
  [...text.matchAll(BY_URL)].map(([, target = '']) => resolved(file, target));

const resolved = (file: string, target: string): string =>
  target.startsWith('.') ? path.posix.normalize(path.posix.join(path.posix.dirname(file), target)) : target;
