import { MAX_ISSUES, type ReadStatement, type Statement, type StatementIssue } from './statement.ts';

/** Collects findings while a file is read. A lost row makes the whole reading unreliable: `losesRows` says so. */
export type Issues = {
  /** The file is read whole, but something in it deserves a look. */
  note(line: number, code: string, message: string): void;
  /** A row, or the file, could not be read; the reading is not `ok`. */
  refuse(line: number, code: string, message: string): void;
  readonly refused: boolean;
  readonly list: StatementIssue[];
};

export function collectIssues(): Issues {
  const list: StatementIssue[] = [];
  let refused = false;
  let left = 0;
  const add = (line: number, code: string, message: string): void => {
    if (list.length < MAX_ISSUES) list.push({ line, code, message });
    else left += 1;
    const last = list[MAX_ISSUES];
    if (left === 1) list.push({ line, code: 'statement.moreIssues', message: '' });
    if (last ?? left > 0) list[MAX_ISSUES] = { line, code: 'statement.moreIssues', message: `${left} more findings of this kind or others are not listed.` };
  };
  return {
    note: add,
    refuse(line, code, message) {
      refused = true;
      add(line, code, message);
    },
    get refused() {
      return refused;
    },
    list,
  };
}

/** The end of every reader: a file without a statement is refused, too. */
export function readingOf(format: string, statements: Statement[], issues: Issues): ReadStatement {
  if (statements.length === 0 && !issues.refused)
    issues.refuse(1, 'statement.none', 'The file has the right form but holds no statement. Download it again for a period with activity.');
  return { format, ok: !issues.refused, statements, issues: issues.list };
}

export const refusal = (format: string, line: number, code: string, message: string): ReadStatement => ({ format, ok: false, statements: [], issues: [{ line, code, message }] });
