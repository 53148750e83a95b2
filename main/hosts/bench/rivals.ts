import { createRequire } from 'node:module';
import path from 'node:path';

/**
 * A rival's file, such as `node-red/red.js`, from a folder into which somebody installed it (`npm install node-red` there); null when it is not there.
 * Rivals are measured and never shipped, so they are no dependencies: name the folder with --rivals.
 */
export function rivalFile(folder: string | undefined, file: string): string | null {
  if (folder === undefined) return null;
  try {
    return createRequire(path.join(path.resolve(folder), 'rivals.js')).resolve(file);
  } catch (error) {
    // Only a rival that is not installed is left out; a broken one should be seen.
    if ((error as { code?: string }).code === 'MODULE_NOT_FOUND') return null;
    throw error;
  }
}
