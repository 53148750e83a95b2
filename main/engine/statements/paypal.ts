import { amountText, isBlankAmount } from './amount-text.ts';
import { checkBalance } from './balance.ts';
import type { TableRow } from './csv-table.ts';
import type { StatementReader } from './formats.ts';
import { collectIssues, readingOf, type Issues } from './issues.ts';
import { headOf, openDrafts, type Draft } from './drafts.ts';
import { withFee } from './payouts.ts';
import { balanceChain, type BalanceChain, type BalanceRow } from './running-balance.ts';
import { HOME_CURRENCY, oneLine, type StatementEntry, type StatementEntryKind } from './statement.ts';
import { cellsOf, hasColumns, isReading, openTable, under, type Cells, type Names } from './table-values.ts';

/** PayPal's activity download. Withdrawals happen at any time, so it is one statement per currency with the payouts inside. */
const FORMAT = 'paypal-activity';

const DATE: Names = ['Date', 'Datum', 'Fecha', 'Data'];
const KIND: Names = ['Type', 'Typ', 'Tipo', 'Description', 'Beschreibung', 'Descripción', 'Descrizione', 'Omschrijving', 'Descrição'];
const STATUS: Names = ['Status', 'État', 'Estado', 'Stato', 'Stan'];
const CURRENCY: Names = ['Currency', 'Währung', 'Devise', 'Divisa', 'Valuta', 'Moeda', 'Waluta'];
const GROSS: Names = ['Gross', 'Brutto', 'Avant commission', 'Brut', 'Bruto', 'Lordo'];
const FEE: Names = ['Fee', 'Gebühr', 'Entgelt', 'Commission', 'Comisión', 'Tarifa', 'Tariffa', 'Kosten', 'Opłata', 'Frais'];
const NET: Names = ['Net', 'Netto', 'Neto', 'Líquido', 'Nettobetrag'];
const BALANCE: Names = ['Balance', 'Guthaben', 'Solde', 'Saldo'];
const ID: Names = ['Transaction ID', 'Transaktionscode', 'Transaktions-ID', 'Numéro de transaction', 'Id. de transacción', 'Codice transazione', 'Transactiereferentie', 'Transactie-ID', 'ID da transação', 'Código da transação', 'Numer transakcji', 'Identyfikator transakcji'];
const INVOICE: Names = ['Invoice Number', 'Invoice ID', 'Rechnungsnummer', 'Numéro de facture', 'Número de factura', 'Id. de factura', 'Custom Number'];
const RELATED: Names = ['Reference Txn ID', 'Zugehöriger Transaktionscode', 'Numéro de la transaction de référence', 'Id. de referencia de trans.'];
const NAME: Names = ['Name', 'Nom', 'Nombre', 'Nome', 'Naam', 'Nazwa'];
const IMPACT: Names = ['Balance Impact', 'Auswirkung auf Guthaben', 'Impact sur le solde', 'Efecto en el saldo'];
const ZONE: Names = ['TimeZone', 'Time Zone', 'Zeitzone', 'Fuseau horaire', 'Zona horaria', 'Huso horario', 'Tijdzone', 'Fuso orario', 'Fuso horário', 'Strefa czasowa'];
const REQUIRED: readonly Names[] = [DATE, KIND, CURRENCY, GROSS, FEE, NET, ID];

const KINDS: readonly [RegExp, StatementEntryKind][] = [
  [/withdraw|transfer to bank|abhebung|abbuchung|auszahlung|retrait|virement|retirada|prelievo|opname|overboeking naar|saque|wypłat/i, 'payout'],
  [/refund|rückzahlung|rückerstattung|remboursement|reembolso|rimborso|terugbetaling|zwrot/i, 'refund'],
  [/chargeback|dispute|rückbuchung|contestation|contracargo/i, 'chargeback'],
  [/reserve|hold|einbehalt|réserve|retenc/i, 'reserve'],
  [/conversion|umrechnung|conversión|devise/i, 'other'],
  [/\bfee\b|gebühr|commission|comisión/i, 'fee'],
];
const UNSETTLED = /pending|denied|cancel|expired|failed|unclaimed|ausstehend|abgelehnt|storniert|en attente|refus|annul|pendiente|rechazad|in behandeling|in attesa|oczekuj|pendente/i;

/** An account on American time writes the month first. */
const AMERICAN = /^(?:P|M|C|E)[SD]T$|^(?:America|US)\//;

/** The words decide first, then the direction: a chargeback that comes back, a reserve that is released, a payment that the seller made. */
function kindOf(words: string, minor: number): StatementEntryKind {
  const kind = KINDS.find(([pattern]) => pattern.test(words))?.[1] ?? (minor > 0 ? 'sale' : 'other');
  if (kind === 'chargeback' && minor > 0) return 'chargebackReversal';
  if (kind === 'reserve' && minor > 0) return 'reserveRelease';
  return kind;
}

type Row = { currency: string; entries: StatementEntry[]; balance: BalanceRow };

function readRow(row: TableRow, cells: Cells, fallback: string, issues: Issues): Row | null {
  const currency = cells.currency(row, CURRENCY, fallback);
  const [gross, fee, net] = [GROSS, FEE, NET].map(names => cells.amount(row, names, currency));
  const balanceMinor = isBlankAmount(cells.text(row, BALANCE)) ? null : cells.amount(row, BALANCE, currency);
  const bookedOn = cells.day(row, DATE);
  if (gross === undefined || fee === undefined || net === undefined || balanceMinor === undefined || bookedOn === undefined) return null;
  if (bookedOn === null) {
    issues.refuse(row.line, 'statement.date', `The row at line ${row.line} has no date.`);
    return null;
  }
  if (gross + fee !== net) issues.note(row.line, 'statement.rowTotal', `At line ${row.line} gross and fee do not give the net: ${amountText(net - gross - fee, currency)} is unexplained.`);
  const words = cells.text(row, KIND);
  const id = cells.text(row, ID);
  const invoice = cells.text(row, INVOICE);
  const kind = kindOf(words, gross);
  const entries = withFee({
    id: String(row.line), line: row.line, kind, bookedOn, amountMinor: gross, currency,
    reference: invoice || id, orderReference: invoice || null, payoutReference: kind === 'payout' ? id || null : null,
    party: oneLine(cells.text(row, NAME)), text: oneLine([words, cells.text(row, RELATED)].filter(part => part !== '').join(' · ')),
  }, net - gross);
  return { currency, entries, balance: { line: row.line, amountMinor: net, balanceMinor } };
}

export const paypalActivity: StatementReader = {
  format: FORMAT,
  recognises: source => hasColumns(source, REQUIRED),
  read(source, { defaultCurrency }, keep) {
    const table = openTable(FORMAT, source, REQUIRED);
    if (isReading(table)) return table;
    const issues = collectIssues();
    const first = source.head[table.columns.headerIndex + 1];
    const zone = first ? table.columns.cell(first, ...ZONE) : '';
    const cells = cellsOf(table, { dates: [DATE], amounts: [GROSS, FEE, NET, BALANCE], dateFormat: AMERICAN.test(zone) ? 'MDY' : undefined }, issues);
    const drafts = openDrafts(keep, issues);
    const books = new Map<string, { line: number; draft: Draft; chain: BalanceChain }>();
    let unsettled = 0;
    for (const each of table.rows(issues)) {
      if (UNSETTLED.test(cells.text(each, STATUS)) || /^memo/i.test(cells.text(each, IMPACT))) { unsettled += 1; continue; }
      const row = readRow(each, cells, defaultCurrency ?? HOME_CURRENCY, issues);
      if (!row) continue;
      const { draft, chain } = under(books, row.currency, () => ({ line: each.line, draft: drafts.open(), chain: balanceChain() }));
      for (const entry of row.entries) draft.add(entry);
      chain.see(row.balance);
    }
    if (unsettled > 0) issues.note(first?.line ?? 1, 'statement.pending', `${unsettled} rows are pending, cancelled or for information only and are left out.`);
    const statements = [...books].map(([currency, { line, draft, chain }]) => {
      const { closingLine, ...ends } = table.columns.has(...BALANCE) ? chain.close('Balance', issues) : { closingLine: null };
      const head = headOf(draft, { account: 'PayPal', currency, ...ends });
      checkBalance(head, draft, closingLine ?? line, issues);
      return head;
    });
    return readingOf(FORMAT, statements, issues);
  },
};
