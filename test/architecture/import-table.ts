/**
 * Who may import whom, in the order of the flow. A folder may always import itself; anything not listed is forbidden.
 * The row with the longest matching prefix holds for a file. Entries ending in '/' or ':' are prefixes, the others exact
 * files or packages (with everything below a package's name).
 */
export type Row = {
  /** A folder (ending in '/'), a file, or, for the roles inside a folder, a folder and the end of the file's name. */
  readonly from: string;
  readonly endsWith?: string;
  readonly may: readonly string[];
  /** Only `import type` from these. */
  readonly mayTypes?: readonly string[];
  /** Own files that must not be imported from here, by the end of their name. */
  readonly notOwn?: readonly string[];
  readonly remedy: string;
};

const REACT = ['react', 'react-dom'];
const MUI = ['@mui/material', '@mui/icons-material', '@emotion/react', '@emotion/styled'];
const RENDERER_PARTS = ['renderer/engine/', 'renderer/stores/', 'renderer/grid/', 'renderer/components/', 'renderer/text/'];

type Stage = {
  readonly name: string;
  /** Other stages whose files this one may use, because it comes after them. */
  readonly after?: readonly string[];
  /** What only its door needs besides: doing a stage again asks for the order of the stages. */
  readonly door?: readonly string[];
  /** Libraries of its pure files. */
  readonly libraries?: readonly string[];
};

/** The stages, in flow order. `main/engine/README.md` lists the same folders. */
export const stages: readonly Stage[] = [
  { name: 'connectors', libraries: ['node:', 'zod'] },
  { name: 'connections', after: ['connectors'], libraries: ['zod'] },
  { name: 'webhooks', after: ['connectors', 'connections'], libraries: ['zod'] },
  { name: 'records', after: ['connectors'], libraries: ['zod'] },
  { name: 'pricing', after: ['connectors'] },
  { name: 'mapping', after: ['connectors', 'connections', 'records', 'pricing', 'ai'], libraries: ['zod', 'resources/', '@marcbachmann/cel-js'] },
  { name: 'ai', after: ['connectors', 'mapping'], libraries: ['zod', 'resources/'] },
  { name: 'validation', after: ['mapping', 'pricing', 'connectors'] },
  { name: 'outbox', after: ['connectors', 'records'], libraries: ['zod'] },
  { name: 'items', after: ['connectors', 'outbox'] },
  { name: 'dead-letters', after: ['outbox', 'records', 'validation'], door: ['runs', 'settings'], libraries: ['zod'] },
  { name: 'holds', after: ['records'], door: ['dead-letters'], libraries: ['zod'] },
  { name: 'customers', after: ['records'], libraries: ['zod'] },
  { name: 'proposals', after: ['records'], libraries: ['zod'] },
  { name: 'workflows', after: ['connectors'], libraries: ['zod', 'resources/'] },
  { name: 'runs', libraries: ['zod'] },
  { name: 'statements', after: ['records'], door: ['mapping'], libraries: ['zod', 'saxes'] },
  { name: 'lookups', after: ['connectors', 'connections', 'records', 'mapping', 'statements'], libraries: ['zod'] },
  { name: 'matching', after: ['audit'], libraries: ['zod'] },
  { name: 'reconciliation', after: ['matching', 'records', 'statements', 'connections', 'connectors'], libraries: ['zod'] },
  { name: 'notes', after: ['reconciliation'], libraries: ['zod'] },
  { name: 'close', after: ['reconciliation', 'statements', 'audit', 'runs'], libraries: ['zod'] },
  { name: 'match-rules', after: ['matching', 'reconciliation', 'close'], libraries: ['zod'] },
  { name: 'today', after: ['connections', 'mapping', 'records', 'dead-letters', 'holds', 'runs', 'reconciliation', 'close'], libraries: ['zod'] },
  { name: 'audit', libraries: ['zod'] },
  { name: 'people', libraries: ['zod'] },
  { name: 'settings', libraries: ['zod'] },
];

// Hashes are arithmetic: the same text always gives the same answer. Ids and chance from this module are caught by tidy.test.ts.
const PURE_NODE = ['node:crypto'];
const ENGINE_TYPES = ['main/engine/handler.ts', 'main/engine/store/'];

const RUNS: Row = {
  from: 'main/engine/runs/', may: [...stages.map(({ name }) => `main/engine/${name}/`), 'shared/', 'zod', ...PURE_NODE], mayTypes: ENGINE_TYPES,
  remedy: 'Runs say in which order the stages follow; the world reaches them through arguments (files, network, clock) and through stores.',
};

function stageRows({ name, after = [], door = [], libraries = [] }: Stage): Row[] {
  const from = `main/engine/${name}/`;
  const folders = (names: readonly string[]): string[] => names.map(other => `main/engine/${other}/`);
  const others = folders(after);
  const may = ['shared/', ...PURE_NODE, ...libraries, ...others];
  return [
    {
      from, may, mayTypes: ENGINE_TYPES, notOwn: ['-store.ts', 'handlers.ts', '-worker.ts'],
      remedy: 'This file is pure: take what it needs as an argument, or move the SQL to a *-store.ts and the decision about when to call it to handlers.ts.',
    },
    { from, endsWith: '-store.ts', may: [...may, 'main/engine/store/'], mayTypes: ENGINE_TYPES, notOwn: ['handlers.ts'], remedy: 'A store knows SQL and its own stage only: let handlers.ts or runs bring the two together.' },
    { from, endsWith: '-worker.ts', may: [...may, 'main/engine/store/', 'better-sqlite3', 'node:'], mayTypes: ENGINE_TYPES, notOwn: ['handlers.ts'], remedy: 'A worker opens its own connection and calls pure files; leave the rest to the one who starts it.' },
    { from, endsWith: 'handlers.ts', may: [...may, 'node:', ...folders(door), ...ENGINE_TYPES], remedy: 'A door uses its own stage. What needs several stages belongs to main/engine/runs; what must be there once belongs to engine.ts.' },
  ];
}

export const table: readonly Row[] = [
  { from: 'shared/values/', may: ['zod'], remedy: 'Values know nothing of records or methods: pass plain values in.' },
  { from: 'shared/canonical/', may: ['zod', 'shared/values/'], remedy: 'A canonical record is made of values only.' },
  { from: 'shared/contract/', may: ['zod', 'shared/values/', 'shared/canonical/'], remedy: 'The contract is schemas only: put code in the engine or in the window.' },
  { from: 'shared/', may: ['zod', 'shared/'], remedy: 'shared runs in the window and in the engine alike: no node:, no DOM, no library but zod.' },

  { from: 'main/engine/store/', may: ['better-sqlite3', 'node:', 'shared/'], remedy: 'The store opens the database; the SQL of a stage lives in its *-store.ts.' },
  { from: 'main/engine/handler.ts', may: ['shared/'], mayTypes: ['main/engine/'], remedy: 'handler.ts holds the types of what a handler may use; import types only.' },
  ...stages.filter(({ name }) => name !== 'runs').flatMap(stageRows),
  RUNS,
  ...stages.filter(({ name }) => name === 'runs').flatMap(stageRows).filter(({ endsWith }) => endsWith !== undefined).map(row => ({ ...row, may: [...row.may, ...RUNS.may] })),
  { from: 'main/engine/audit/signing-key.ts', may: ['shared/', 'node:crypto', 'main/engine/audit/', 'main/engine/handler.ts'], remedy: 'The key is made, sealed and kept here; whoever signs is handed it.' },
  { from: 'main/engine/close/pack-workbook.ts', may: ['shared/', 'write-excel-file', 'main/engine/close/'], remedy: 'This file writes a pack as a workbook; what stands in it belongs to build-pack.ts.' },
  { from: 'main/engine/close/pack-pdf.ts', may: ['shared/', 'pdfkit', 'main/engine/close/'], remedy: 'This file writes a pack as pages; what stands in it belongs to build-pack.ts.' },
  { from: 'main/engine/statements/workbook.ts', may: ['shared/', 'node:zlib', 'main/engine/statements/'], remedy: 'This file unfolds a workbook into a table; what the table says belongs to its reader.' },
  { from: 'main/engine/statements/statement-file.ts', may: ['shared/', 'node:fs', 'node:path', 'node:os', 'main/engine/statements/'], remedy: 'This file reads a statement from disk in pieces; what it says belongs to its reader.' },
  { from: 'main/engine/connectors/http-client.ts', may: ['shared/', 'node:', 'undici', 'main/engine/connectors/'], remedy: 'http-client.ts makes one request; what it means belongs to the connector.' },
  { from: 'main/engine/connectors/http-answer.ts', may: ['shared/', 'node:', 'undici', 'main/engine/connectors/'], remedy: 'http-answer.ts takes one answer in; what it means belongs to the connector.' },
  { from: 'main/engine/connectors/oauth', may: ['shared/', 'node:', 'zod', 'openid-client', 'main/engine/connectors/'], remedy: 'Signing in needs openid-client and a loopback address, nothing of another stage.' },
  { from: 'main/engine/ai/openai-suggester.ts', may: ['shared/', 'zod', 'openai', 'main/engine/ai/', 'main/engine/mapping/'], remedy: 'This file talks to OpenAI and nothing else.' },
  { from: 'main/engine/', may: ['main/engine/', 'shared/', 'node:', 'zod', 'pino'], remedy: 'The engine is plain Node: it knows nothing of Electron, of the hosts or of the window. Take it as an option of openEngine.' },

  { from: 'main/sandboxes/', may: ['node:', 'zod', 'shared/', 'better-sqlite3'], remedy: 'A sandbox is an outside system: the engine reaches it by HTTP, and it never reaches the engine.' },
  { from: 'main/hosts/bench/', may: ['main/', 'shared/', 'node:', 'zod', 'undici', 'better-sqlite3', 'playwright-core'], remedy: 'Measurements use the engine, the sandboxes, and the tools they compare with.' },
  { from: 'main/hosts/cli/verify.ts', may: ['main/engine/', 'main/hosts/', 'shared/', 'node:', 'zod', 'better-sqlite3'], remedy: 'Verifying opens the file by itself, read-only, so that it works beside a running engine.' },
  { from: 'main/hosts/', may: ['main/engine/', 'main/sandboxes/', 'shared/', 'node:', 'zod'], remedy: 'A host opens the engine and carries calls; a rule belongs to the engine, Electron to main/app.' },
  { from: 'main/app/', may: ['electron', 'node:', 'zod', 'shared/', 'main/hosts/page-files.ts'], remedy: 'The shell does not know the engine: it starts main/hosts/utility.ts in a process of its own and passes ports.' },

  { from: 'renderer/engine/', may: ['shared/', 'react', 'zod'], remedy: 'The client of the engine knows the contract and React, no page and no component.' },
  { from: 'renderer/stores/', may: ['shared/', 'zustand'], remedy: 'A store holds what is about the screen. Rows come from useQuery.' },
  { from: 'renderer/grid/', may: ['shared/', 'ag-grid-react', 'ag-grid-community', 'renderer/stores/', 'renderer/components/', 'renderer/text/', 'renderer/theme.ts', ...REACT, ...MUI], remedy: 'The grid is given its rows; it asks no one.' },
  { from: 'renderer/components/', may: ['shared/', 'zod', 'renderer/engine/', 'renderer/stores/', 'renderer/grid/', 'renderer/text/', 'renderer/theme.ts', ...REACT, ...MUI], remedy: 'A component is given what it shows; a page asks the engine.' },
  { from: 'renderer/text/', may: ['shared/'], remedy: 'Sentences depend on codes only.' },
  { from: 'renderer/', may: ['renderer/', 'shared/', 'zustand', ...REACT, ...MUI], remedy: 'The window knows the contract, never the engine or Electron.' },

  { from: 'test/', may: ['*'], remedy: '' },
  { from: 'tools/', may: ['*'], remedy: '' },
];

/** Every page is a row of its own: it may not import another page. */
export const pageRow = (page: string): Row => ({
  from: `renderer/pages/${page}/`,
  may: ['shared/', ...RENDERER_PARTS, 'renderer/theme.ts', 'renderer/routes.tsx', '@mui/x-charts', ...REACT, ...MUI],
  remedy: 'A page does not import another page: move what both need to renderer/components, or link to it by its route.',
});
