import { randomBytes, randomInt } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { instant } from '../../shared/values/date.ts';
import type { Instant } from '../../shared/values/date.ts';
import type { EngineOptions } from '../engine/engine.ts';
import { mistakeLog } from './mistake-log.ts';

/** Beside main/ in the sources and beside dist/ in the package. */
export const RESOURCES = path.join(import.meta.dirname, '..', '..', 'resources');

const SESSION_BYTES = 32;
const CHANCE_STEPS = 2 ** 47;

export type Place = {
  /** The workspace's folder; made when it is not there. */
  readonly workspace: string;
  /** What people call the workspace: the company. */
  readonly name: string;
  readonly version: string;
  readonly vault: EngineOptions['vault'];
  readonly environment?: EngineOptions['environment'];
  readonly guests?: EngineOptions['guests'];
};

/** The computer's clock; it is read more often than it moves, so the text of a millisecond is made once. */
function clock(): () => Instant {
  let readMs = Number.NaN;
  let text = instant(0);
  return () => {
    const nowMs = Date.now();
    if (nowMs !== readMs) {
      readMs = nowMs;
      text = instant(nowMs);
    }
    return text;
  };
}

const RANDOM_BYTES = 9;
/** Chance is drawn for so many ids at once: a run makes tens of thousands, and asking for it is the slow part. */
const IDS_A_DRAW = 512;

/** Ids that sort by when they were made, so that rows of a run lie together in every index; the end is chance. */
function newIds(): EngineOptions['newId'] {
  let last = 0;
  let drawn = '';
  let used = 0;
  return prefix => {
    if (used >= drawn.length) {
      drawn = randomBytes(RANDOM_BYTES * IDS_A_DRAW).toString('hex');
      used = 0;
    }
    const chance = drawn.slice(used, (used += RANDOM_BYTES * 2));
    last = Math.max(last + 1, Date.now() * 1_000);
    return `${prefix}_${last.toString(36)}${chance}`;
  };
}

/** The engine's options in a real process: the computer's clock, true chance, the workspace's folder. */
export function hostOptions({ workspace, name, version, vault, environment = 'Production', guests = [] }: Place): EngineOptions {
  mkdirSync(workspace, { recursive: true });
  return {
    file: path.join(workspace, 'tieout.sqlite'),
    resources: RESOURCES,
    workspace: name,
    environment,
    version,
    guests,
    vault,
    now: clock(),
    newId: newIds(),
    newSession: () => randomBytes(SESSION_BYTES).toString('base64url'),
    random: () => randomInt(CHANCE_STEPS) / CHANCE_STEPS,
    wait: async (ms, signal) => { await delay(ms, undefined, signal ? { signal } : {}); },
    onMistake: mistakeLog(path.join(workspace, 'tieout.log')),
  };
}
