import type { GeneratedRow, GeneratedSides } from '../../../main/hosts/bench/generated-sides.ts';
import type { Answer, Pairing } from '../../../main/hosts/bench/match-score.ts';

/**
 * Rules that other products document, built again from their papers: not the products themselves. Each pairs one line with one line, as its paper says.
 * Every one takes what it finds without a person.
 */
export type Rival = { readonly name: string; readonly rule: string; answer(sides: Pick<GeneratedSides, 'left' | 'right'>): Answer };

const MS_A_DAY = 86_400_000;
const daysApart = (a: GeneratedRow, b: GeneratedRow): number => Math.abs(Date.parse(a.date) - Date.parse(b.date)) / MS_A_DAY;
const numberOf = (id: string): number => Number(id.replace(/\D/g, ''));

/** Goes through the lefts in the order of loading; each takes the first that fits and is still free. */
function firstThatFits({ left, right }: Pick<GeneratedSides, 'left' | 'right'>, keysOf: (row: GeneratedRow) => readonly string[], fits: (l: GeneratedRow, r: GeneratedRow) => boolean, best: (l: GeneratedRow, fitting: readonly GeneratedRow[]) => GeneratedRow | undefined): Answer {
  const byKey = new Map<string, GeneratedRow[]>();
  for (const r of right) for (const key of keysOf(r)) byKey.set(key, [...(byKey.get(key) ?? []), r]);
  const taken = new Set<string>();
  const automatic: Pairing[] = [];
  for (const l of left) {
    const near = [...new Set(keysOf(l).flatMap(key => byKey.get(key) ?? []))].filter(r => !taken.has(r.id) && fits(l, r));
    const r = best(l, near);
    if (!r) continue;
    taken.add(r.id);
    automatic.push({ left: [l.id], right: [r.id] });
  }
  return { automatic, suggested: [] };
}

const firstLoaded = (_l: GeneratedRow, fitting: readonly GeneratedRow[]): GeneratedRow | undefined => fitting.toSorted((a, b) => numberOf(a.id) - numberOf(b.id))[0];
const amountKey = ({ amountMinor, currency }: GeneratedRow): string[] => [`${amountMinor} ${currency}`];
const everyDay = (row: GeneratedRow): string[] => ['', row.reference].filter((key, at) => at === 0 || key !== '');

/** What an import matcher adds up: amount, days, and how much of the text agrees. */
function importScore(l: GeneratedRow, r: GeneratedRow): number {
  const apart = Math.abs(l.amountMinor - r.amountMinor);
  const forAmount = apart === 0 ? 3 : apart <= 200 ? 2 : -5;
  const forDays = daysApart(l, r) <= 4 ? 3 : daysApart(l, r) <= 14 ? 0 : -5;
  const [a, b] = [`${l.reference} ${l.party} ${l.text}`.trim().toUpperCase(), `${r.reference} ${r.party} ${r.text}`.trim().toUpperCase()];
  return forAmount + forDays + (a !== '' && a === b ? 2 : a.split(/\s+/).some(word => word.length > 3 && b.includes(word)) ? 1 : 0);
}

export const RIVALS: readonly Rival[] = [
  { name: 'equal amount', rule: 'amount, currency and day are 90 of 100 points, and 90 is enough', answer: sides => firstThatFits(sides, amountKey, (l, r) => l.date === r.date, (_l, fitting) => fitting[0]) },
  { name: 'first loaded', rule: 'amount within a window of days; of several the first that was loaded', answer: sides => firstThatFits(sides, amountKey, (l, r) => daysApart(l, r) <= 5, firstLoaded) },
  {
    name: 'contains', rule: 'one reference holds the other as a piece of text, the amount drifts by up to 3 %',
    answer: sides => firstThatFits(sides, everyDay, (l, r) => l.reference !== '' && r.reference !== '' && (r.reference.includes(l.reference) || l.reference.includes(r.reference)) && Math.abs(l.amountMinor - r.amountMinor) <= Math.abs(l.amountMinor) * 0.03, (_l, fitting) => fitting[0]),
  },
  { name: 'score of 6', rule: 'amount, days and text give points, and 6 clear the line', answer: sides => firstThatFits(sides, amountKey, (l, r) => importScore(l, r) >= 6, (l, fitting) => fitting.toSorted((a, b) => importScore(l, b) - importScore(l, a))[0]) },
];
