import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'vitest';
import { z } from 'zod';
import { root } from './sources.ts';

const REMEDY = 'Make the lock anew in an empty folder that holds only package.json, .npmrc and tools/node-runtime: npm install --package-lock-only';

const Entry = z.object({
  version: z.string().optional(),
  integrity: z.string().optional(),
  resolved: z.string().optional(),
  link: z.boolean().optional(),
  optionalDependencies: z.record(z.string(), z.string()).optional(),
});
const Lock = z.object({ packages: z.record(z.string(), Entry) });
const { packages } = Lock.parse(JSON.parse(readFileSync(path.join(root, 'package-lock.json'), 'utf8')));
const entries = Object.entries(packages).filter(([place]) => place.includes('node_modules/'));

test('the lock names exact versions with their checksums, and no address', () => {
  const wrong = entries.filter(([, { link, version, integrity, resolved }]) => !link && (version === undefined || integrity === undefined || resolved !== undefined));
  assert.deepEqual(wrong.map(([place]) => place), [], REMEDY);
});

// npm drops the packages of the other operating systems when it rewrites a lock beside an installed node_modules.
test('the lock holds the packages of every operating system', () => {
  const missing = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(name => packages[`node_modules/${name}`] === undefined && packages[`${place}/node_modules/${name}`] === undefined));
  assert.deepEqual(missing, [], REMEDY);
});
