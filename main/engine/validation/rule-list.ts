/** stops: the document is not sent. warns: it is sent, and a person should know what will become of it. */
export type Severity = 'stops' | 'warns';

export type Rule = { readonly name: string; readonly label: string; readonly severity: Severity; /** What must be true, for people. */ readonly says: string };

/** Everything that must be true of a document before it is sent, in the order in which it is told. */
export const RULES = [
  { name: 'required', label: 'Required', severity: 'stops', says: 'Every field that the target requires holds something.' },
  { name: 'type', label: 'Type', severity: 'stops', says: 'Numbers are numbers, dates are dates.' },
  { name: 'length', label: 'Length', severity: 'stops', says: 'No text is longer than the target takes.' },
  { name: 'choice', label: 'Choices', severity: 'stops', says: 'Fields with a list of choices hold one of them.' },
  { name: 'reference', label: 'References exist', severity: 'stops', says: "Customers, items, tax codes, banks, currencies and warehouses are in the ERP's own lists." },
  { name: 'lines', label: 'Lines', severity: 'stops', says: 'A document with lines has as many as the order needs.' },
  { name: 'totals', label: 'Totals add up', severity: 'stops', says: 'Lines, tax and carriage make what the buyer paid, to the penny.' },
  { name: 'vatCode', label: 'VAT codes', severity: 'stops', says: 'Each line has a tax code of the rate that the order proves.' },
  { name: 'address', label: 'Address', severity: 'warns', says: 'Somebody could deliver to it: a name, a street, a town or a postcode, and a country that is known.' },
  { name: 'creditLimit', label: 'Credit', severity: 'warns', says: 'The customer is active, not on hold, and the order is within their credit limit.' },
  { name: 'period', label: 'Period open', severity: 'stops', says: "The document's day is in a period that is open, here and in the ERP." },
] as const satisfies readonly Rule[];

export type RuleName = (typeof RULES)[number]['name'];

export const severityOf = (name: RuleName): Severity => RULES.find(rule => rule.name === name)?.severity ?? 'stops';
