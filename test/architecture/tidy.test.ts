import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'vitest';
import { stages } from './import-table.ts';
import { codeOnly, importsOf, root, sourcesIn, startedBy, type Source } from './sources.ts';

type Ban = { readonly pattern: RegExp; readonly in: RegExp; readonly instead: string; readonly alsoInComments?: true };

const EVERYWHERE = /^/;
const ENGINE = /^main\/engine\//;

const BANS: readonly Ban[] = [
  { pattern: /(?:[:<,|&(]|\bas)\s*any\b(?=\s*[\[\]>,;)=|&}\n])/, in: EVERYWHERE, instead: 'Use unknown and parse it with zod.' },
  { pattern: /\bconsole\./, in: /^(shared|renderer|main\/(engine|app|sandboxes))\//, instead: 'In the engine take a log; a command prints through process.stdout in main/hosts; the window shows a notice.' },
  { pattern: /\b(?:TODO|FIXME|HACK)\b/, in: /^(?!test\/architecture\/)/, alsoInComments: true, instead: 'Fix it now, or write the decision in DECISIONS.md.' },
  { pattern: /\bDate\.now\(/, in: ENGINE, instead: 'Take `now` from the context; the clock is an option of openEngine.' },
  { pattern: /\bnew Date\(\s*\)/, in: ENGINE, instead: 'Take `now` from the context; the clock is an option of openEngine.' },
  { pattern: /\bMath\.random\(/, in: ENGINE, instead: 'Take chance as an argument, so that a run can be replayed.' },
  { pattern: /\brandomUUID\(/, in: ENGINE, instead: 'Take `newId` from the context; ids are an option of openEngine.' },
  { pattern: /^\s*(?:export\s+)?(?:const\s+)?enum\s/, in: EVERYWHERE, instead: 'Use z.enum or an object `as const`: .ts files run without a build.' },
  { pattern: /@ts-(?:ignore|nocheck)/, in: /^(?!test\/architecture\/)/, alsoInComments: true, instead: 'Say what the compiler cannot know with a type or a checked `as`.' },
];

function complaintsAbout({ file, text }: Source): string[] {
  const code = codeOnly(text);
  return BANS.filter(ban => ban.in.test(file)).flatMap(({ pattern, instead, alsoInComments }) =>
    (alsoInComments ? text : code).split('\n').flatMap((line, at) =>
      (pattern.test(`${line}\n`) ? [`${file}:${at + 1} has "${pattern.exec(`${line}\n`)?.[0].trim() ?? ''}". ${instead}`] : [])));
}

test('nothing that has a better way is used', () => {
  assert.equal(sourcesIn('shared', 'main', 'renderer', 'test').flatMap(complaintsAbout).join('\n'), '');
});

test('no compiled file lies among the sources', () => {
  const compiled = ['shared', 'main', 'renderer'].flatMap(folder =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).filter(name => /\.(?:js|mjs|cjs|map|d\.mts)$/.test(name)).map(name => `${folder}/${name}`));
  assert.equal(compiled.map(file => `${file} was compiled by accident. Remove it; type checks run with the tsconfig files, which write nothing.`).join('\n'), '');
});

/** Where a process or a page begins; everything else must be reached from one of these. */
const ENTRIES = [
  'main/app/main.ts', 'main/app/preload.ts', 'main/hosts/utility.ts', 'main/hosts/cli.ts', 'renderer/main.tsx', 'renderer/vite-env.d.ts',
];

test('every file is used by another', () => {
  const sources = sourcesIn('shared', 'main', 'renderer', 'test');
  const used = new Set(sources.flatMap(source => [...importsOf(source).map(({ target }) => target), ...startedBy(source)]));
  const isStarted = (file: string): boolean => {
    const name = /([^/]+-worker)\.ts$/.exec(file)?.[1];
    return name !== undefined && sources.some(source => source.file !== file && source.text.includes(`'${name}'`));
  };
  const unused = sources
    .map(({ file }) => file)
    .filter(file => !used.has(file) && !ENTRIES.includes(file) && !isStarted(file) && !/\.test\.tsx?$/.test(file))
    .map(file => `${file} is imported by nobody. Use it, or remove it.`);
  assert.equal(unused.join('\n'), '');
});

test('every folder of the engine is in its README and in the import table', () => {
  const engine = path.join(root, 'main/engine');
  const readme = existsSync(path.join(engine, 'README.md')) ? readFileSync(path.join(engine, 'README.md'), 'utf8') : '';
  const folders = readdirSync(engine, { withFileTypes: true }).filter(entry => entry.isDirectory()).map(entry => entry.name);
  const missing = folders.flatMap(folder => [
    ...(readme.includes(`\`${folder}/\``) ? [] : [`main/engine/README.md has no line for \`${folder}/\`. Add one, in flow order.`]),
    ...(folder === 'store' || stages.some(({ name }) => name === folder) ? [] : [`The import table has no row for main/engine/${folder}. Add it to test/architecture/import-table.ts, in flow order.`]),
  ]);
  assert.equal(missing.join('\n'), '');
});

test('the rules find what they look for', () => {
  const found = (file: string, text: string) => complaintsAbout({ file, text }).length;
  assert.equal(found('shared/x.ts', 'const a: any = 1;'), 1);
  assert.equal(found('shared/x.ts', 'const a = b as any;'), 1);
  assert.equal(found('shared/x.ts', "const anyone = 'any'; // any of them"), 0);
  assert.equal(found('main/engine/x.ts', 'const now = Date.now();'), 1);
  assert.equal(found('main/hosts/x.ts', 'const now = Date.now();'), 0);
  assert.equal(found('main/engine/x.ts', 'const day = new Date(text);'), 0);
});
