import { figure, type Figure } from './figures.ts';
import { generateBank } from './generate-bank.ts';
import { generateChannels } from './generate-channels.ts';
import { generateInvoices } from './generate-invoices.ts';
import { generateShop } from './generate-shop.ts';
import type { GeneratedSides } from './generated-sides.ts';
import { ours, scoreOf } from './match-score.ts';

const MAKERS: Readonly<Record<string, (given: { seed: number; size: number }) => GeneratedSides>> = {
  shop: generateShop, shopOneDay: given => generateShop({ ...given, days: 1 }), channels: generateChannels, invoices: generateInvoices, bank: generateBank,
};
const PER_CENT = 100;

/** Months whose truth is known, one seed a run: the share of the matchable entries that is matched without a person, false matches, and of the rest the share with the truth among the first three. */
export function measureAccuracy(runs: number, size: number): Record<string, Figure> {
  const figures: Record<string, Figure> = {};
  for (const [name, make] of Object.entries(MAKERS)) {
    const scores = Array.from({ length: runs }, (_, run) => {
      const month = make({ seed: 900 + run, size });
      return scoreOf(month, ours(month));
    });
    figures[`automatic-${name}`] = figure('%', scores.map(({ automaticShare }) => automaticShare * PER_CENT));
    figures[`false-${name}`] = figure('matches', scores.map(({ falseMatches }) => falseMatches));
    figures[`firstThree-${name}`] = figure('%', scores.map(({ rankedShare }) => rankedShare * PER_CENT));
  }
  return figures;
}
