/** deadLetters.applyFix → Dead letters: apply fix. */
export function actionWord(action: string): string {
  const [group = '', ...rest] = action.split('.');
  const words = (text: string) => text.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  const head = words(group);
  return `${head.charAt(0).toUpperCase()}${head.slice(1)}${rest.length === 0 ? '' : `: ${rest.map(words).join(' ')}`}`;
}

const MAX_FIELDS = 6;
const MAX_VALUE_CHARACTERS = 60;

/** The first fields of a detail in one line: reason: posted twice · minor: 4599. */
export function summaryOf(detail: string): string {
  let value: unknown;
  try {
    value = JSON.parse(detail);
  } catch {
    return detail;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return detail;
  return Object.entries(value).slice(0, MAX_FIELDS).map(([name, field]) => `${name}: ${short(field)}`).join(' · ');
}

function short(field: unknown): string {
  const text = Array.isArray(field) ? (field.length > 2 ? `${field.length} of them` : field.map(each => (typeof each === 'string' ? each : JSON.stringify(each))).join(', ')) : typeof field === 'string' ? field : JSON.stringify(field) ?? '';
  return text.length > MAX_VALUE_CHARACTERS ? `${text.slice(0, MAX_VALUE_CHARACTERS)}…` : text;
}
