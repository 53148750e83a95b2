import { MAX_ISSUES, type Reading, type StatementHead, type StatementIssue } from './statement.ts';

/** Collects findings while a file is read; a bounded list, with the number of those left out at its end. */
export type Issues = {
  /** The file is read whole, but something in it deserves a look. */
  note(line: number, code: string, message: string): void;
  /** A row, or the file, could not be read; the reading is not `ok`. */
  refuse(line: number, code: string, message: string): void;
  /** A statement does not add up. Each has its finding, also when there are too many others to list. */
  unbalanced(line: number, message: string): StatementIssue;
  readonly refused: boolean;
  readonly refusedFor: StatementIssue | null;
  list(): StatementIssue[];
};

export function collectIssues(): Issues {
  const kept: StatementIssue[] = [];
  let refusedFor: StatementIssue | null = null;
  let left = 0;
  let unbalanced = 0;
  const note = (line: number, code: string, message: string): void => {
    if (kept.length - unbalanced < MAX_ISSUES) kept.push({ line, code, message });
    else left += 1;
  };
  return {
    note,
    refuse(line, code, message) {
      refusedFor ??= { line, code, message };
      note(line, code, message);
    },
    unbalanced(line, message) {
      const issue = { line, code: 'statement.unbalanced', message };
      kept.push(issue);
      unbalanced += 1;
      return issue;
    },
    get refused() {
      return refusedFor !== null;
    },
    get refusedFor() {
      return refusedFor;
    },
    list: () => (left === 0 ? kept : [...kept, { line: 1, code: 'statement.moreIssues', message: `${left} more findings are not listed.` }]),
  };
}

/** The end of every reader: a file without a statement is refused, too. */
export function readingOf(format: string, statements: StatementHead[], issues: Issues): Reading {
  if (statements.length === 0 && !issues.refused)
    issues.refuse(1, 'statement.none', 'The file has the right form but holds no statement. Download it again for a period with activity.');
  return { format, ok: !issues.refused, statements, issues: issues.list(), refusedFor: issues.refusedFor };
}

export const refusal = (format: string, line: number, code: string, message: string): Reading => ({ format, ok: false, statements: [], issues: [{ line, code, message }], refusedFor: { line, code, message } });
