/** A table written as text, cells between bars, the first row naming the columns: a bookkeeper can read and correct it. */
export function textTable(table: string): Record<string, string>[] {
  const [head, ...rows] = table.trim().split('\n').filter(line => line.includes('|')).map(line => line.trim().replace(/^\||\|$/g, '').split('|').map(cell => cell.trim()));
  if (!head) throw new Error('a table has a first row');
  return rows.map(row => Object.fromEntries(head.map((name, index) => [name, row[index] ?? ''])));
}
