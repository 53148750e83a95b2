// dist/main: the Electron shell, its preload, and the engine with its threads, each as one file. Only better-sqlite3 stays outside: it is native.
import { globSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const OUT = 'dist/main';
const common = { bundle: true, platform: 'node', target: 'node24', logLevel: 'warning', legalComments: 'none', minifySyntax: true, external: ['electron', 'better-sqlite3'] };
// Packages written for require() look for it in the bundle too.
const REQUIRE = "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);";

// Beside utility.mjs, where assemble.ts looks for them.
const workers = globSync('main/**/*-worker.ts');
const names = workers.map(file => path.basename(file, '.ts'));
if (new Set(names).size !== names.length) throw new Error(`Two workers have one name: ${names.join(', ')}. In the bundle they lie in one folder; rename one.`);

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
  }),
]);
