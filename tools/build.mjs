// dist/main: the Electron shell, its preload, and the engine with its threads, each as one file. Only better-sqlite3 stays outside: it is native.
import { globSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';

const OUT = 'dist/main';
const common = { bundle: true, platform: 'node', target: 'node24', logLevel: 'warning', legalComments: 'none', minifySyntax: true, external: ['electron', 'better-sqlite3'] };
// Packages written for require() look for it in the bundle too.
const REQUIRE = "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);";

const workers = globSync('main/**/*-worker.ts');
const names = workers.map(file => path.basename(file, '.ts'));
if (new Set(names).size !== names.length) throw new Error(`Two workers have one name: ${names.join(', ')}. In the bundle they lie in one folder; rename one.`);

/** A worker is started by its address. In the source that is the file beside its starter; in the bundle all lie in one folder. */
const workerAddresses = {
  name: 'worker-addresses',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]main[\\/](?:engine|hosts)[\\/].*\.ts$/ }, async ({ path: file }) => {
      const source = await readFile(file, 'utf8');
      const contents = source.replace(/new URL\(\s*'[./\w-]*?([\w-]+-worker)\.ts'\s*,\s*import\.meta\.url\s*\)/g, "new URL('./$1.mjs', import.meta.url)");
      return { contents, loader: 'ts' };
    });
  },
};

rmSync(OUT, { recursive: true, force: true });
await Promise.all([
  build({ ...common, entryPoints: ['main/app/main.ts'], outfile: `${OUT}/main.mjs`, format: 'esm' }),
  // A sandboxed preload cannot be an ES module.
  build({ ...common, entryPoints: ['main/app/preload.ts'], outfile: `${OUT}/preload.cjs`, format: 'cjs' }),
  build({
    ...common,
    entryPoints: ['main/hosts/utility.ts', ...workers],
    outdir: OUT,
    entryNames: '[name]',
    outExtension: { '.js': '.mjs' },
    format: 'esm',
    banner: { js: REQUIRE },
    plugins: [workerAddresses],
  }),
]);
