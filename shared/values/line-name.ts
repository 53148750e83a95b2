/** What a line of a reconciliation is called in a list: a part says of which line it is, '2 of 3 of WHS-20419', after a reference of its own where it has one. */
export function lineName({ reference, part }: { reference: string; part: { line: string; number: number; of: number } | null }): string {
  if (part === null) return reference;
  const place = `${part.number} of ${part.of} of ${part.line}`;
  return reference === '' || reference === part.line ? place : `${reference} · ${place}`;
}
