// dist/main: the Electron shell, its preload, and the engine with its threads, each as one file. Only better-sqlite3 stays outside: it is native.
import { globSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const OUT = 'dist/main';
/** pdfkit looks for its fonts in node_modules at run time, where none is beside the bundle: they are asked for in a way that bundles them. */
const pdfFonts = {
  name: 'pdf-fonts',
  setup(builder) {
    builder.onLoad({ filter: /pdfkit\.node\.mjs$/ }, ({ path: file }) => {
      const contents = readFileSync(file, 'utf8').replaceAll("require$1('#standard-fonts/", "require('pdfkit/standard-fonts/");
      if (!contents.includes("require('pdfkit/standard-fonts/Helvetica')")) throw new Error('pdfkit asks for its fonts in another way now: look at pdfkit.node.mjs, and at this build.');
      return { contents, loader: 'js' };
    });
  },
};
const common = { bundle: true, platform: 'node', target: 'node24', logLevel: 'warning', legalComments: 'none', minifySyntax: true, external: ['electron', 'better-sqlite3'], plugins: [pdfFonts] };
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
