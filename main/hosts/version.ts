import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const Package = z.object({ version: z.string() });

/** Tieout's own version, from the package beside the sources (or beside the app). */
export const version = (): string => Package.parse(JSON.parse(readFileSync(path.join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'))).version;
