import { z } from 'zod';

/** Rows asked for at once; a grid block is 100. */
export const MAX_PAGE_ROWS = 500;

/** What a grid asks: rows start..end−1 under a sort and filters. Field names are those of the row. */
export const PageRequest = z.object({
  start: z.int().min(0),
  end: z.int().min(0),
  sort: z.array(z.object({ field: z.string().max(60), direction: z.enum(['asc', 'desc']) })).max(3).default([]),
  /** Field → text the value must contain (or equal, for closed sets and ids). */
  filter: z.record(z.string().max(60), z.string().max(200)).default({}),
}).refine(({ start, end }) => end >= start && end - start <= MAX_PAGE_ROWS, `at most ${MAX_PAGE_ROWS} rows a page`);
export type PageRequest = z.output<typeof PageRequest>;

export const pageOf = <T extends z.ZodType>(row: T) => z.object({ rows: z.array(row), total: z.int().min(0) });
export type Page<T> = { rows: T[]; total: number };

export const Nothing = z.object({});
