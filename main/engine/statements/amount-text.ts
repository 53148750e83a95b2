import type { DecimalMark } from './statement.ts';

/** ISO 4217 currencies whose minor unit is not a hundredth. */
const UNUSUAL_DIGITS: Record<string, number> = {
  BIF: 0, CLP: 0, DJF: 0, GNF: 0, ISK: 0, JPY: 0, KMF: 0, KRW: 0, PYG: 0, RWF: 0, UGX: 0, UYI: 0, VND: 0, VUV: 0, XAF: 0, XOF: 0, XPF: 0,
  BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3, CLF: 4, UYW: 4,
};

/** Files name any currency, not only those that books are kept in here. */
export const digitsOf = (currency: string): number => UNUSUAL_DIGITS[currency] ?? 2;

export const isCurrencyCode = (text: string): boolean => /^[A-Z]{3}$/.test(text);

/** Signs and words that stand for one currency only. */
const CURRENCY_WORDS: Record<string, string> = { '£': 'GBP', '€': 'EUR', 'US$': 'USD', '$': 'USD', '¥': 'JPY', EURO: 'EUR', EUROS: 'EUR', POUND: 'GBP', POUNDS: 'GBP', STERLING: 'GBP' };

/** A currency as a file writes it: its code in any case, its sign or its name. */
export function currencyIn(text: string): string | null {
  const written = text.trim().toUpperCase();
  return isCurrencyCode(written) ? written : (CURRENCY_WORDS[written] ?? null);
}

/** The currency that an amount carries: '£1.00', '1,00 EUR'. */
export function currencyOfAmount(text: string): string | null {
  const [mark] = /[£€]|(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])/.exec(text) ?? [];
  return mark === undefined ? null : currencyIn(mark);
}

const BLANK = /^[\s\u00a0\u202f]*(?:-{2}|–|—|-|n\/a)?[\s\u00a0\u202f]*$/i;
export const isBlankAmount = (text: string): boolean => BLANK.test(text);

/** Longer texts are no amounts; the bound keeps a hostile cell from costing time. */
const MAX_AMOUNT_LENGTH = 64;

type Signed = { negative: boolean; body: string };

/** Takes the sign away in whichever way it is written: −1, 1-, (1), 1 DR. Currency signs and codes go with it. */
function takeSign(text: string): Signed | undefined {
  let body = text.replace(/[\s\u00a0\u202f]+/g, '').replace(/[\u2212\u2010-\u2013]/g, '-')
    .replace(/[A-Z]{0,2}[$£€¥₹₺₽₪]|zł|Kč|Ft|kr\.?|Rs\.?/g, '').replace(/^([-+(]?)[A-Z]{3}(?=[\d.,(+-])/, '$1').replace(/(?<=[\d.,])[A-Z]{3}([-+)]?)$/, '$1');
  let signs = 0;
  const bracket = /^\((.+)\)$/.exec(body);
  if (bracket) { signs += 1; body = bracket[1] ?? ''; }
  const word = /^(.*?[\d.,])(CR|DR|C|D|H|S)$/i.exec(body);
  // H and S are the German Haben and Soll.
  if (word) { body = word[1] ?? ''; if (/^[DS]/i.test(word[2] ?? '')) signs += 1; }
  if (body.startsWith('-')) { signs += 1; body = body.slice(1); }
  else if (body.startsWith('+')) body = body.slice(1);
  if (body.endsWith('-')) { signs += 1; body = body.slice(0, -1); }
  else if (body.endsWith('+')) body = body.slice(0, -1);
  return signs > 1 ? undefined : { negative: signs === 1, body };
}

const GROUPED: Record<DecimalMark, RegExp> = {
  '.': /^(\d{1,3}([,'’])(?:\d{2,3}\2)*\d{3}|\d*)(?:\.(\d*))?$/,
  ',': /^(\d{1,3}([.'’])(?:\d{2,3}\2)*\d{3}|\d*)(?:,(\d*))?$/,
};

/**
 * '1.234,56-' with ',' and 2 digits → −123456. Works on digits only; text that is no number, and a value finer than the
 * currency's minor unit, give undefined: nothing is rounded.
 */
export function parseAmount(text: string, decimal: DecimalMark, digits: number): number | undefined {
  const simple = SIMPLE[decimal].exec(text);
  if (simple) return minorOf(simple[2] ?? '', simple[3] ?? '', { digits, isNegative: simple[1] === '-' });
  const signed = text.length > MAX_AMOUNT_LENGTH ? undefined : takeSign(text);
  if (!signed) return undefined;
  const match = GROUPED[decimal].exec(signed.body);
  if (!match) return undefined;
  const whole = (match[1] ?? '').replace(/\D/g, '');
  const fraction = match[3] ?? '';
  return whole === '' && fraction === '' ? undefined : minorOf(whole, fraction, { digits, isNegative: signed.negative });
}

/** Nearly every amount is written like this; the rest take the longer way. */
const SIMPLE: Record<DecimalMark, RegExp> = { '.': /^(-?)(\d{1,15})(?:\.(\d{1,5}))?$/, ',': /^(-?)(\d{1,15})(?:,(\d{1,5}))?$/ };

function minorOf(whole: string, fraction: string, { digits, isNegative }: { digits: number; isNegative: boolean }): number | undefined {
  if (fraction.length > digits && /[1-9]/.test(fraction.slice(digits))) return undefined;
  const magnitude = Number(whole + (fraction.length === digits ? fraction : fraction.slice(0, digits).padEnd(digits, '0')));
  if (!Number.isSafeInteger(magnitude)) return undefined;
  return isNegative && magnitude > 0 ? -magnitude : magnitude;
}

/** Digits that are minor units already: BAI2 and PayPal's settlement report. */
export function parseMinor(text: string): number | undefined {
  const match = /^\s*([+-]?)(\d{1,18})\s*$/.exec(text);
  if (!match) return undefined;
  const magnitude = Number(match[2]);
  if (!Number.isSafeInteger(magnitude)) return undefined;
  return match[1] === '-' && magnitude > 0 ? -magnitude : magnitude;
}

export type DecimalFinding = { decimal: DecimalMark; certain: boolean };

/** Decides the decimal mark from a whole column: '1.234,56' or '4,5' says ',', '1,234' alone says nothing. */
export function decimalVotes(): { see(text: string): void; finding(): DecimalFinding } {
  let dots = 0;
  let commas = 0;
  let unclear = false;
  return {
    see(text) {
      const lastDot = text.lastIndexOf('.');
      const lastComma = text.lastIndexOf(',');
      if (lastDot < 0 && lastComma < 0) return;
      const last = Math.max(lastDot, lastComma);
      const mark = lastDot > lastComma ? '.' : ',';
      const after = text.slice(last + 1).replace(/\D/g, '').length;
      const isMixed = lastDot >= 0 && lastComma >= 0;
      if (!isMixed && text.indexOf(mark) !== last) { if (mark === '.') commas += 1; else dots += 1; }
      else if (!isMixed && after === 3 && !/^\D*0?[.,]/.test(text)) unclear = true;
      else if (mark === '.') dots += 1;
      else commas += 1;
    },
    finding: () => (dots === 0 && commas === 0 ? { decimal: '.', certain: !unclear } : { decimal: commas > dots ? ',' : '.', certain: dots === 0 || commas === 0 }),
  };
}

export function decimalMarkOf(texts: Iterable<string>): DecimalFinding {
  const votes = decimalVotes();
  for (const text of texts) votes.see(text);
  return votes.finding();
}

/** For messages: 1234 and GBP → '12.34 GBP'. */
export function amountText(minor: number, currency: string): string {
  const digits = digitsOf(currency);
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  const body = digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
  return `${minor < 0 ? '-' : ''}${body} ${currency}`.trim();
}
