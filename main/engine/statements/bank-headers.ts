import type { CsvColumns } from './statement.ts';

/** Columns of a bank's CSV. */
export type Role = Exclude<keyof CsvColumns, 'dateFormat' | 'decimal' | 'delimiter'>;

/** How banks in Britain, Ireland, Germany, Austria, France, Spain and the Netherlands head their columns; the earlier name wins. */
export const NAMES: Readonly<Record<Role, readonly string[]>> = {
  date: ['booking date', 'posting date', 'posted date', 'transaction date', 'date', 'completed date', 'entry date', 'process date', 'processing date', 'date posted', 'trans date', 'post date', 'effective date', 'buchungstag', 'buchungsdatum', 'datum', 'date operation', 'date de l operation', 'date d operation', 'date de comptabilisation', 'date comptable', 'fecha operacion', 'fecha de operacion', 'fecha contable', 'f contable', 'fecha', 'boekdatum', 'boekingsdatum', 'transactiedatum', 'data contabile', 'data operazione', 'data operacji', 'data movimento', 'data lancamento', 'bokforingsdag', 'bokforingsdatum', 'dato', 'kirjauspaiva', 'data', 'started date', 'value date'],
  valueDate: ['value date', 'valuta datum', 'valutadatum', 'valuta', 'wertstellung', 'wertstellungsdatum', 'wertstellungstag', 'date valeur', 'date de valeur', 'fecha valor', 'fecha de valor', 'f valor', 'rentedatum', 'data valuta'],
  description: ['transaction description', 'description', 'narrative', 'details', 'transaction details', 'particulars', 'memo', 'label', 'verwendungszweck', 'buchungstext', 'umsatztext', 'libelle', 'libelle operation', 'libelle de l operation', 'libelle simplifie', 'concepto', 'descripcion', 'movimiento', 'omschrijving', 'naam omschrijving', 'mededelingen', 'descrizione', 'notes', 'narrative 1', 'text'],
  reference: ['reference', 'ref', 'payment reference', 'customer reference', 'bank reference', 'transaction reference', 'kundenreferenz', 'kundenreferenz end to end', 'referenz', 'reference operation', 'numero d operation', 'referencia', 'kenmerk', 'riferimento', 'transaction id', 'transferwise id', 'fitid', 'id'],
  amount: ['amount', 'transaction amount', 'value', 'net amount', 'betrag', 'umsatz', 'montant', 'montant de l operation', 'importe', 'bedrag', 'importo', 'amount local currency'],
  paidIn: ['paid in', 'credit', 'credits', 'credit amount', 'money in', 'in', 'deposit', 'deposits', 'amount in', 'credit value', 'haben', 'gutschrift', 'gutschriften', 'haber', 'abono', 'abonos', 'ingreso', 'ingresos', 'bij', 'accrediti', 'avere', 'receipts'],
  paidOut: ['paid out', 'debit', 'debits', 'debit amount', 'money out', 'out', 'withdrawal', 'withdrawals', 'amount out', 'debit value', 'soll', 'lastschrift', 'lastschriften', 'belastung', 'debe', 'cargo', 'cargos', 'gasto', 'gastos', 'af', 'addebiti', 'dare', 'payments'],
  direction: ['debit credit', 'credit debit', 'dr cr', 'cr dr', 'd c', 'c d', 'credit debit indicator', 'debit credit indicator', 'soll haben', 's h', 'soll haben kennzeichen', 'af bij', 'sens', 'debe haber', 'type', 'transaction type', 'direction'],
  fee: ['fee', 'fees', 'gebuhr', 'frais', 'comision'],
  balance: ['balance', 'running balance', 'account balance', 'closing balance', 'ledger balance', 'saldo', 'saldo nach buchung', 'kontostand', 'solde', 'saldo na mutatie', 'saldo disponible', 'balance after'],
  currency: ['currency', 'ccy', 'currency code', 'account currency', 'waehrung', 'wahrung', 'devise', 'moneda', 'divisa', 'munt', 'muntsoort', 'valuta currency'],
  party: ['counter party', 'counterparty', 'counterparty name', 'partner name', 'payee', 'payer', 'payee name', 'merchant', 'merchant name', 'beneficiary', 'name', 'party', 'beguenstigter zahlungspflichtiger', 'begunstigter zahlungspflichtiger', 'name zahlungsbeteiligter', 'auftraggeber empfanger', 'auftraggeber empfaenger', 'auftraggeber begunstigter', 'zahlungsempfanger', 'zahlungsempfanger in', 'zahlungspflichtige r', 'empfanger', 'auftraggeber', 'beneficiaire', 'tiers', 'contrepartie', 'beneficiario', 'ordenante', 'naam tegenpartij', 'tegenpartij', 'controparte'],
  account: ['account', 'account number', 'account no', 'account iban', 'auftragskonto', 'iban auftragskonto', 'bezeichnung auftragskonto', 'konto', 'kontonummer', 'compte', 'numero de compte', 'cuenta', 'rekening', 'rekeningnummer', 'iban bban', 'iban', 'third party account'],
};
// The object above has exactly the roles as its keys.
export const ROLES = Object.keys(NAMES) as Role[];

/**
 * Words that tell a column's role in a header that is in no list, in the languages of Europe. They only propose: a column is taken
 * when its cells are days, or amounts. `not` are words that make it something else.
 */
export const WORDS: readonly { role: Role; has: RegExp; not?: RegExp; cells: 'days' | 'amounts' | 'anything' }[] = [
  { role: 'valueDate', has: /\b(?:value|valuta|wert\w*|valeur|valor|rente\w*|ranta|arvo\w*|waluty|valutadag|dateval)\b/, cells: 'days' },
  { role: 'date', has: /\bdate|date\b|datum|\b(?:data|fecha|dato|dag|buchung|bokforingsdag|kirjauspaiva|paivamaara|pvm|tarih|nap|zi)\b/, not: /\b(?:birth|due|expiry|exp)\b/, cells: 'days' },
  { role: 'balance', has: /balance|saldo|\b(?:bal|solde|kontostand|stan|saldo\w*|accountbalance)\b/, not: /\b(?:disponible|disponivel|available)\b/, cells: 'amounts' },
  { role: 'paidIn', has: /\b(?:in|credits?|kredit|haben|gutschrift\w*|einnahmen?|entrate|accredit\w*|abonos?|ingresos?|bij|inn|insattning\w*|credito|crediti|deposits?|received|inflow|wplywy|uznania|prijem|indsat)\b/, not: /\b(?:card|type|reference|id|date|limit|line)\b/, cells: 'amounts' },
  { role: 'paidOut', has: /\b(?:out|debits?|debet|soll|belastung\w*|lastschrift\w*|ausgaben?|uscite|addebit\w*|cargos?|gastos?|af|ut|uttag|debito|withdrawals?|spent|outflow|obciazenia|wydatki|vydej|haevet)\b/, not: /\b(?:card|type|reference|id|date)\b/, cells: 'amounts' },
  { role: 'amount', has: /amount|betrag|umsatz|montant|importe|importo|bedrag|belopp|belob|kwota|castka|iznos|osszeg|\b(?:valor|valore|value|summa|suma|maara|objem|sum|amt)\b/, not: /balance|saldo|\b(?:fees?|tax|vat|local|foreign|original|exchange|rate|detail|date|limit)\b/, cells: 'amounts' },
  { role: 'currency', has: /\b(?:currency|ccy|valuta|wahrung|waehrung|whg|devise|moneda|divisa|munt|waluta|mena|valuutta|moeda)\b/, cells: 'anything' },
  { role: 'description', has: /descri|libelle|label|omschrijving|beskrivning|tekst|\b(?:text|narrat\w*|details?|particulars|rubrik|forklaring|selitys|viesti|opis|zprava|popis|memo|concepto|historico|description \d)\b/, cells: 'anything' },
  { role: 'party', has: /\b(?:payee|payer|counterparty|merchant|beneficiary|namn|navn|nazev|saaja|maksaja|supplier\w*|partner|empfanger\w*|auftraggeber|tegenpartij)\b/, not: /\b(?:iban|bic|account|konto)\b/, cells: 'anything' },
  { role: 'reference', has: /\b(?:reference|ref|referens|referenz|referencia|riferimento|viite|identificador|kenmerk|verifikationsnummer)\b/, cells: 'anything' },
];
