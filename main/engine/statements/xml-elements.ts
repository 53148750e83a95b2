import { SaxesParser } from 'saxes';

/** A small tree without namespaces: what a bank's XML needs. */
export type XmlElement = { name: string; line: number; text: string; attributes: Record<string, string>; children: XmlElement[] };

export type XmlProblem = { line: number; code: string; message: string };

const MAX_DEPTH = 64;
const MAX_TEXT = 100_000;

const MAX_NAMES = 10_000;

/** Names without their prefixes. A file has few and repeats them a million times. */
function localNames(): (name: string) => string {
  const known = new Map<string, string>();
  return name => {
    const local = known.get(name) ?? name.slice(name.indexOf(':') + 1);
    if (known.size < MAX_NAMES) known.set(name, local);
    return local;
  };
}

/**
 * Reads XML in pieces: each element named in `cut` is handed over when it ends and taken out of the tree, so that memory follows the
 * largest entry and not the file. Document types are refused, so no entity can be declared and nothing outside is ever fetched.
 */
export function readXml(chunks: Iterable<string>, cut: ReadonlySet<string>, onCut: (element: XmlElement, parent: XmlElement) => void): { root: XmlElement | null; problem: XmlProblem | null } {
  const parser = new SaxesParser();
  const localName = localNames();
  const stack: XmlElement[] = [];
  let root: XmlElement | null = null;
  let problem: XmlProblem | null = null;
  let blankLines = 0;
  const lineNow = (): number => parser.line + blankLines;
  const fail = (code: string, message: string): void => { problem ??= { line: lineNow(), code, message }; };

  parser.on('error', () => fail('statement.xml', `The XML is broken at line ${lineNow()}. Download the file again.`));
  parser.on('doctype', () => fail('statement.doctype', 'The file declares a document type (DTD). Bank statements never do; the file is refused for safety.'));
  parser.on('opentag', tag => {
    if (stack.length >= MAX_DEPTH) return fail('statement.xml', `The XML at line ${lineNow()} is nested deeper than any statement.`);
    const element: XmlElement = { name: localName(tag.name), line: lineNow(), text: '', attributes: {}, children: [] };
    // Without xmlns handling saxes gives attributes as plain text.
    const attributes = tag.attributes as Record<string, string>;
    for (const name in attributes) element.attributes[localName(name)] = attributes[name] ?? '';
    stack.at(-1)?.children.push(element);
    root ??= element;
    stack.push(element);
  });
  const addText = (part: string): void => {
    const top = stack.at(-1);
    if (top && top.text.length < MAX_TEXT) top.text += part.slice(0, MAX_TEXT);
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', () => {
    const element = stack.pop();
    const parent = stack.at(-1);
    if (!element || !parent || !cut.has(element.name)) return;
    parent.children.pop();
    onCut(element, parent);
  });

  // Strictly nothing may stand before the XML declaration; some banks begin with an empty line.
  let hasBegun = false;
  for (const chunk of chunks) {
    const text: string = hasBegun ? chunk : chunk.trimStart();
    if (!hasBegun) blankLines += chunk.slice(0, chunk.length - text.length).split('\n').length - 1;
    hasBegun ||= text !== '';
    parser.write(text);
    if (problem) break;
  }
  if (!problem && (stack.length > 0 || !root))
    problem = { line: lineNow(), code: 'statement.truncated', message: `The file ends at line ${lineNow()} before the statement does. Download it again.` };
  return { root, problem };
}

/** The first element at a path of names, each a child of the one before. */
export function find(element: XmlElement | undefined, ...path: string[]): XmlElement | undefined {
  let at = element;
  for (const name of path) at = at?.children.find(child => child.name === name);
  return at;
}

export const findAll = (element: XmlElement | undefined, name: string): XmlElement[] => element?.children.filter(child => child.name === name) ?? [];

export const textAt = (element: XmlElement | undefined, ...path: string[]): string => find(element, ...path)?.text.trim() ?? '';

/** All texts below an element, in order, with spaces between. */
export const textBelow = (element: XmlElement | undefined): string => (element ? [element.text, ...element.children.map(textBelow)].map(part => part.trim()).filter(part => part !== '').join(' ') : '');
