import SQLite from 'better-sqlite3';
import { z } from 'zod';
import { answerParent } from './child.ts';

const Question = z.object({ database: z.string() });

/** How SQL without functions of its own makes two writings of a reference one: upper case, no separators, nothing before the letters. */
const NORMAL = "upper(replace(replace(replace(replace(replace(reference, '-', ''), ' ', ''), '/', ''), 'REF', ''), 'GB', ''))";

/** The plain passes as joins, with the indexes they need: exact reference, amount and currency; then what is left by its normalised reference. Each pair is the only one of both. */
const PASSES = `
  CREATE INDEX temp_right ON right_entry (reference, amount_minor, currency);
  CREATE TEMP TABLE exact (l INTEGER, r INTEGER);
  INSERT INTO exact SELECT l.rowid AS l, r.rowid AS r FROM left_entry l JOIN right_entry r ON r.reference = l.reference AND r.amount_minor = l.amount_minor AND r.currency = l.currency WHERE l.reference <> '';
  CREATE TEMP TABLE pair (l INTEGER, r INTEGER);
  INSERT INTO pair SELECT l, min(r) AS r FROM exact GROUP BY l HAVING count(*) = 1;
  CREATE UNIQUE INDEX temp.pair_l ON pair (l);
  CREATE INDEX temp.pair_r ON pair (r);
  CREATE TEMP TABLE left_rest AS SELECT rowid AS l, ${NORMAL} AS key, amount_minor, currency FROM left_entry e WHERE reference <> '' AND NOT EXISTS (SELECT 1 FROM pair WHERE pair.l = e.rowid);
  CREATE TEMP TABLE right_rest AS SELECT rowid AS r, ${NORMAL} AS key, amount_minor, currency FROM right_entry e WHERE reference <> '' AND NOT EXISTS (SELECT 1 FROM pair WHERE pair.r = e.rowid);
  CREATE INDEX temp.rest_key ON right_rest (key, amount_minor, currency);
  CREATE TEMP TABLE normal AS SELECT l.l, r.r FROM left_rest l JOIN right_rest r ON r.key = l.key AND r.amount_minor = l.amount_minor AND r.currency = l.currency;
  INSERT INTO pair SELECT l, min(r) FROM normal GROUP BY l HAVING count(*) = 1;`;

/** SQLite doing only the plain passes, with all the memory it may want and no result to keep. */
answerParent(async question => {
  const { database } = Question.parse(question);
  const db = new SQLite(database);
  try {
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -1048576; PRAGMA mmap_size = 4294967296; PRAGMA temp_store = MEMORY; DROP INDEX IF EXISTS temp_right');
    const startedAt = performance.now();
    db.exec(PASSES);
    const ms = performance.now() - startedAt;
    const { pairs } = db.prepare('SELECT count(*) AS pairs FROM pair').get() as { pairs: number };
    return { ms, pairs };
  } finally {
    db.exec('DROP INDEX IF EXISTS temp_right');
    db.close();
  }
});
