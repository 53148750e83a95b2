import { oneLine } from './statement.ts';

/** SWIFT allows 390 characters; banks write more, hostile files far more. */
const MAX_NARRATIVE = 4_000;

export type Narrative = { text: string; party: string; reference: string };

/** What :86: says, whether in ?20 sub-fields, in /REMI/ words, or free. */
export function narrativeOf(raw: string): Narrative {
  const cut = raw.slice(0, MAX_NARRATIVE);
  const joined = cut.includes('\n') ? cut.replaceAll('\n', '') : cut;
  const mark = /^\s*\d{3}([?>])\d{2}|([?>])2[0-9]/.exec(joined);
  const sign = mark?.[1] ?? mark?.[2];
  if (sign) return subFields(joined.split(sign).slice(1));
  if (!joined.includes('/')) return { text: oneLine(raw), party: '', reference: '' };
  const words = (key: string): string => new RegExp(`/${key}/(.*?)(?:/[A-Z]{4}/|$)`).exec(joined)?.[1]?.replace(/\/+$/, '').trim() ?? '';
  const counterparty = words('CNTP').split('/')[2] ?? '';
  return { text: oneLine(raw), party: oneLine(words('NAME') || counterparty), reference: words('EREF').replace(/^NOTPROVIDED$/i, '') };
}

/** 00 is the kind of booking, 20 to 29 and 60 to 63 the purpose, 32 and 33 the name of the other side. */
function subFields(parts: readonly string[]): Narrative {
  let [kind, purpose, party] = ['', '', ''];
  for (const part of parts) {
    const code = Number(part.slice(0, 2));
    if (code === 0) kind += part.slice(2);
    else if ((code >= 20 && code <= 29) || (code >= 60 && code <= 63)) purpose += part.slice(2);
    else if (code === 32 || code === 33) party += part.slice(2);
  }
  // SEPA's own marks (EREF+, SVWZ+) run into what stands before them.
  const hasMarks = purpose.includes('+');
  const text = hasMarks ? purpose.replace(/(?<=\S)(?=[A-Z]{4}\+)/g, ' ') : purpose;
  const reference = hasMarks ? (/EREF\+\s*([^+]*?)\s*(?:[A-Z]{4}\+|$)/.exec(text)?.[1] ?? '') : '';
  return { text: oneLine(kind !== '' && text !== '' ? `${kind} ${text}` : kind + text), party: oneLine(party), reference };
}
