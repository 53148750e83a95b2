import { oneLine } from './statement.ts';

/** SWIFT allows 390 characters; banks write more, hostile files far more. */
const MAX_NARRATIVE = 4_000;

/** What :86: says, whether in ?20 sub-fields, in /REMI/ words, or free. */
export function narrativeOf(raw: string): { text: string; party: string; reference: string } {
  const joined = raw.slice(0, MAX_NARRATIVE).replace(/\n/g, '');
  const mark = /^\s*\d{3}([?>])\d{2}|([?>])2[0-9]/.exec(joined);
  const sign = mark?.[1] ?? mark?.[2];
  if (sign) {
    const parts = joined.split(sign).slice(1).map(part => ({ code: part.slice(0, 2), text: part.slice(2) }));
    const of = (pattern: RegExp): string => parts.filter(({ code }) => pattern.test(code)).map(({ text }) => text).join('');
    const text = of(/^(?:2\d|6[0-3])$/).replace(/(?<=\S)(?=[A-Z]{4}\+)/g, ' ');
    return { text: oneLine([of(/^00$/), text].filter(part => part !== '').join(' ')), party: oneLine(of(/^3[23]$/)), reference: /EREF\+\s*([^+]*?)\s*(?:[A-Z]{4}\+|$)/.exec(text)?.[1] ?? '' };
  }
  const words = (key: string): string => new RegExp(`/${key}/(.*?)(?:/[A-Z]{4}/|$)`).exec(joined)?.[1]?.replace(/\/+$/, '').trim() ?? '';
  const counterparty = words('CNTP').split('/')[2] ?? '';
  return { text: oneLine(raw), party: oneLine(words('NAME') || counterparty), reference: words('EREF').replace(/^NOTPROVIDED$/i, '') };
}
