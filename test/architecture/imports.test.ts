import assert from 'node:assert/strict';
import { test } from 'vitest';
import { pageRow, table, type Row } from './import-table.ts';
import { importsOf, sourcesIn, type Import, type Source } from './sources.ts';

const matches = (entry: string, target: string): boolean => {
  if (entry === '*') return true;
  if (entry.endsWith('/') || entry.endsWith(':')) return target.startsWith(entry);
  return target === entry || target.startsWith(`${entry}/`);
};

function rowOf(file: string): Row | undefined {
  const page = /^renderer\/pages\/([^/]+)\//.exec(file)?.[1];
  if (page !== undefined) return pageRow(page);
  const rows = table.filter(row => file.startsWith(row.from) && file.endsWith(row.endsWith ?? ''));
  const weight = (row: Row) => row.from.length * 100 + (row.endsWith?.length ?? 0);
  return rows.toSorted((a, b) => weight(b) - weight(a))[0];
}

const isOwn = (row: Row, { target }: Import): boolean => row.from.endsWith('/') && target.startsWith(row.from);

function isAllowed(row: Row, imported: Import): boolean {
  if (imported.typeOnly && row.mayTypes?.some(entry => matches(entry, imported.target))) return true;
  if (isOwn(row, imported)) return imported.typeOnly || !row.notOwn?.some(end => imported.target.endsWith(end));
  return row.may.some(entry => matches(entry, imported.target));
}

function complaintsAbout(source: Source): string[] {
  const row = rowOf(source.file);
  if (!row) return [`${source.file} is in no folder of the import table. Add a row to test/architecture/import-table.ts, in flow order.`];
  return importsOf(source)
    .filter(imported => !isAllowed(row, imported))
    .map(({ target }) => `${source.file} imports ${target}. ${row.remedy}`);
}

test('every import is in the import table', () => {
  const complaints = sourcesIn('shared', 'main', 'renderer', 'test').flatMap(complaintsAbout);
  assert.equal(complaints.join('\n'), '');
});

/** The guard is checked too: one planted import per rule that matters most. */
const PLANTED: readonly [file: string, code: string, refused: boolean][] = [
  ['main/engine/mapping/apply-mapping.ts', "import { app } from 'electron';", true],
  ['main/engine/mapping/apply-mapping.ts', "import { readFileSync } from 'node:fs';", true],
  ['main/engine/mapping/apply-mapping.ts', "import { sql } from '../store/sql.ts';", true],
  ['main/engine/mapping/apply-mapping.ts', "import type { ReadDb } from '../store/sql.ts';", false],
  ['main/engine/mapping/mapping-store.ts', "import { sql } from '../store/sql.ts';", false],
  ['main/engine/mapping/mapping-store.ts', "import { startRun } from '../runs/run.ts';", true],
  ['main/engine/mapping/mapping-store.ts', "import {\n  a,\n  b,\n} from '../runs/run.ts';", true],
  ['main/engine/connectors/linnworks.ts', "import OpenAI from 'openai';", true],
  ['main/engine/connectors/linnworks.ts', "import { Agent } from 'undici';", true],
  ['main/engine/connectors/http-client.ts', "import { Agent } from 'undici';", false],
  ['main/engine/runs/run.ts', "import { serve } from '../../sandboxes/serve.ts';", true],
  ['main/app/main.ts', "import { openEngine } from '../engine/engine.ts';", true],
  ['main/app/main.ts', "import { app } from 'electron';", false],
  ['main/hosts/cli.ts', "const { app } = await import('electron');", true],
  ['renderer/pages/runs/runs-page.tsx', "import { MappingGrid } from '../mapping/mapping-grid.tsx';", true],
  ['renderer/pages/runs/runs-page.tsx', "import { AgGridReact } from 'ag-grid-react';", true],
  ['renderer/app.tsx', "import { toMinor } from '../main/engine/engine.ts';", true],
  ['shared/values/money.ts', "import { readFileSync } from 'node:fs';", true],
  ['shared/values/money.ts', "// import { readFileSync } from 'node:fs';", false],
  ['main/novelty/file.ts', '', true],
];

for (const [file, text, refused] of PLANTED) {
  test(`${file} is ${refused ? 'refused' : 'allowed'}: ${text.replaceAll('\n', ' ')}`, () => {
    assert.equal(complaintsAbout({ file, text }).length > 0, refused);
  });
}
