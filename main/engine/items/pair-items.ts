/** One side's items: how it is called, what it lists, and under which of the ERP's codes an item of it is known. */
export type ListedSide<Row> = { label: string; rows: readonly Row[]; keyOf(code: string): string };

/** An item of the side that follows, with what the side that is followed says of it. */
export type Pair<Row> = { code: string; followed: readonly Row[]; own: readonly Row[] };

/** What people are told about an item that nothing is done with, or not exactly what was read. */
export type Remark = { code: string; reason: string };

/** Finds every item of one side on the other. What only one side knows is remarked upon, never created. Pure. */
export function pairItems<Row extends { code: string }>(followed: ListedSide<Row>, follower: ListedSide<Row>): { pairs: Pair<Row>[]; remarks: Remark[]; items: number } {
  const byKey = Map.groupBy(followed.rows, ({ code }) => followed.keyOf(code));
  const byCode = Map.groupBy(follower.rows, ({ code }) => code);
  const pairs: Pair<Row>[] = [];
  const remarks: Remark[] = [];
  const met = new Set<string>();
  for (const [code, own] of byCode) {
    const key = follower.keyOf(code);
    const found = byKey.get(key);
    met.add(key);
    if (!found) remarks.push({ code, reason: `Only in ${follower.label}` });
    else if (new Set(found.map(row => row.code)).size > 1) remarks.push({ code, reason: `Several items of ${followed.label} have this one code in ${follower.label}, so nobody could say which counts` });
    else pairs.push({ code, followed: found, own });
  }
  const missed = [...byKey].filter(([key]) => !met.has(key)).map(([, [row]]) => row?.code ?? '');
  for (const code of missed) remarks.push({ code, reason: `Only in ${followed.label}` });
  return { pairs, remarks, items: byCode.size + missed.length };
}

const NAMED = 5;

/** Remarks as sentences, one for each reason, with the first few items. */
export function toldRemarks(remarks: readonly Remark[]): string {
  return [...Map.groupBy(remarks, ({ reason }) => reason)].map(([reason, those]) => {
    const rest = those.length - NAMED;
    return `${reason}: ${those.slice(0, NAMED).map(({ code }) => code).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.`;
  }).join(' ');
}
