import assert from 'node:assert/strict';
import { test } from 'vitest';
import { readText } from './read-fixture.ts';

/**
 * The same two lines, 100.00 in on 13 October and 4.50 out on 14 October, as banks head and write them: name, the currency that the
 * file states (null when it states none), whether running balances prove it, the file.
 */
const BANKS: readonly [bank: string, currency: string | null, balances: boolean, file: string][] = [
  ['Monzo', 'GBP', false, `Transaction ID,Date,Time,Type,Name,Emoji,Category,Amount,Currency,Local amount,Local currency,Notes and #tags,Address,Receipt,Description,Category split,Money Out,Money In
tx_1,13/10/2026,09:00:00,Faster payment,Acme,,Income,100.00,GBP,100.00,GBP,ref,,,ACME,,,100.00
tx_2,14/10/2026,09:00:00,Card payment,Shop,,Shopping,-4.50,GBP,-4.50,GBP,,,,SHOP,,-4.50,
`],
  ['Nationwide', 'GBP', true, `"Account Name:","FlexDirect ****1234"
"Account Balance:","£95.50"
"Available Balance: ","£95.50"

"Date","Transaction type","Description","Paid out","Paid in","Balance"
"13 Oct 2026","Bank credit","ACME","","£100.00","£100.00"
"14 Oct 2026","Visa purchase","SHOP","£4.50","","£95.50"
`],
  ['Metro Bank', null, true, `Date,Details,Transaction Type,In,Out,Balance
13/10/2026,ACME,BACS,100.00,,100.00
14/10/2026,SHOP,CARD,,4.50,95.50
`],
  ['The Co-operative Bank', null, true, `Date,Description,Type,Money In,Money Out,Balance
2026-10-13,ACME,BACS,100.00,,100.00
2026-10-14,SHOP,CARD,,4.50,95.50
`],
  ['Chase', null, true, `Details,Posting Date,Description,Amount,Type,Balance,Check or Slip #
CREDIT,10/13/2026,ACME,100.00,ACH_CREDIT,100.00,,
DEBIT,10/14/2026,SHOP,-4.50,DEBIT_CARD,95.50,,
`],
  ['Bank of America', null, true, `Description,,Summary Amt.
Beginning balance as of 10/13/2026,,"0.00"
Total credits,,"100.00"
Total debits,,"-4.50"
Ending balance as of 10/14/2026,,"95.50"

Date,Description,Amount,Running Bal.
10/13/2026,Beginning balance as of 10/13/2026,,"0.00"
10/13/2026,"ACME","100.00","100.00"
10/14/2026,"SHOP","-4.50","95.50"
`],
  ['Wells Fargo, no header', null, false, `"10/13/2026","100.00","*","","ACME"
"10/14/2026","-4.50","*","","SHOP"
`],
  ['Mercury', 'USD', false, `Date (UTC),Description,Amount,Status,Source Account,Bank Description,Reference,Note,Last Four Digits,Name On Card,Category,GL Code,Timestamp,Original Currency,Check Number,Tags
10-13-2026,ACME,100.00,Sent,Checking,ACME,,,,,,,,USD,,
10-14-2026,SHOP,-4.50,Sent,Checking,SHOP,,,,,,,,USD,,
`],
  ['DKB', 'EUR', false, `"Girokonto";"DE12"
"Kontostand vom 14.10.2026:";"95,50 €"
""
"Buchungsdatum";"Wertstellung";"Status";"Zahlungspflichtige*r";"Zahlungsempfänger*in";"Verwendungszweck";"Umsatztyp";"IBAN";"Betrag (€)";"Gläubiger-ID";"Mandatsreferenz";"Kundenreferenz"
"13.10.26";"13.10.26";"Gebucht";"ACME";"ME";"RG";"Eingang";"DE1";"100,00";"";"";""
"14.10.26";"14.10.26";"Gebucht";"ME";"SHOP";"x";"Ausgang";"DE1";"-4,50";"";"";""
`],
  ['ING Germany', 'EUR', true, `Umsatzanzeige;Datei erstellt am: 14.10.2026 09:00

IBAN;DE12 3456
Kontoname;Girokonto
Bank;ING
Kunde;Me
Zeitraum;01.10.2026 - 14.10.2026
Saldo;95,50;EUR

Sortierung;Datum absteigend

In der CSV-Datei finden Sie alle bereits gebuchten Umsätze.

Buchung;Wertstellungsdatum;Auftraggeber/Empfänger;Buchungstext;Verwendungszweck;Saldo;Währung;Betrag;Währung
14.10.2026;14.10.2026;SHOP;Lastschrift;x;95,50;EUR;-4,50;EUR
13.10.2026;13.10.2026;ACME;Gutschrift;RG;100,00;EUR;100,00;EUR
`],
  ['comdirect', 'EUR', false, `
"Umsätze Girokonto";"Zeitraum: 30 Tage";
"Neuer Kontostand";"95,50 EUR";

"Buchungstag";"Wertstellung (Valuta)";"Vorgang";"Buchungstext";"Umsatz in EUR";
"14.10.2026";"14.10.2026";"Lastschrift";"SHOP";"-4,50";
"13.10.2026";"13.10.2026";"Übertrag";"ACME";"100,00";

"Alter Kontostand";"0,00 EUR";
`],
  ['Deutsche Bank', 'EUR', false, `Umsätze;;;;
Konto;;;

Buchungstag;Wert;Umsatzart;Begünstigter / Auftraggeber;Verwendungszweck;IBAN / Kontonummer;BIC;Kundenreferenz;Mandatsreferenz;Gläubiger ID;Fremde Gebühren;Betrag;Abweichender Empfänger;Anzahl der Aufträge;Anzahl der Schecks;Soll;Haben;Währung
13.10.2026;13.10.2026;Gutschrift;ACME;RG;DE;X;;;;;;;;;;100,00;EUR
14.10.2026;14.10.2026;Lastschrift;SHOP;x;DE;X;;;;;;;;;-4,50;;EUR
Kontostand;14.10.2026;;;95,50;EUR
`],
  ['N26', 'EUR', false, `"Booking Date","Value Date","Partner Name","Partner Iban",Type,"Payment Reference","Account Name","Amount (EUR)","Original Amount","Original Currency","Exchange Rate"
2026-10-13,2026-10-13,ACME,DE,Credit Transfer,RG,Main,100.0,,,
2026-10-14,2026-10-14,SHOP,,Presentment,,Main,-4.5,4.5,EUR,1
`],
  ['BoursoBank, two decimal marks', null, false, `dateOp;dateVal;label;category;categoryParent;supplierFound;amount;comment;accountNum;accountLabel;accountbalance
2026-10-13;2026-10-13;"ACME";"V";"V";"acme";100,00;;0001;"BoursoBank";95.50
2026-10-14;2026-10-14;"SHOP";"V";"V";"shop";-4,50;;0001;"BoursoBank";95.50
`],
  ['Crédit Mutuel', null, true, `Date;Date de valeur;Débit;Crédit;Libellé;Solde
13/10/2026;13/10/2026;;100,00;ACME;100,00
14/10/2026;14/10/2026;-4,50;;SHOP;95,50
`],
  ['CaixaBank, the currency in the amounts', 'EUR', true, `Concepto;Fecha;Importe;Saldo
ACME;13/10/2026;+100,00EUR;+100,00EUR
SHOP;14/10/2026;-4,50EUR;+95,50EUR
`],
  ['ING Netherlands', 'EUR', true, `"Datum";"Naam / Omschrijving";"Rekening";"Tegenrekening";"Code";"Af Bij";"Bedrag (EUR)";"Mutatiesoort";"Mededelingen";"Saldo na mutatie";"Tag"
"20261014";"SHOP";"NL1";"";"BA";"Af";"4,50";"Betaalautomaat";"x";"95,50";""
"20261013";"ACME";"NL1";"NL2";"OV";"Bij";"100,00";"Overschrijving";"RG";"100,00";""
`],
  ['Rabobank', 'EUR', true, `"IBAN/BBAN","Munt","BIC","Volgnr","Datum","Rentedatum","Bedrag","Saldo na trn","Tegenrekening IBAN/BBAN","Naam tegenpartij","Naam uiteindelijke partij","Naam initiërende partij","BIC tegenpartij","Code","Batch ID","Transactiereferentie","Machtigingskenmerk","Incassant ID","Betalingskenmerk","Omschrijving-1","Omschrijving-2"
"NL1","EUR","RABO","1","2026-10-13","2026-10-13","+100,00","+100,00","NL2","ACME","","","","cb","","","","","","RG",""
"NL1","EUR","RABO","2","2026-10-14","2026-10-14","-4,50","+95,50","","SHOP","","","","ba","","","","","","x",""
`],
  ['ABN AMRO, no header', 'EUR', true, `123456789\tEUR\t20261013\t0,00\t100,00\t20261013\t100,00\tSEPA Overboeking ACME
123456789\tEUR\t20261014\t100,00\t95,50\t20261014\t-4,50\tBEA SHOP
`],
  ['Fineco', null, false, `Data_Operazione;Data_Valuta;Entrate;Uscite;Descrizione;Descrizione_Completa
13/10/2026;13/10/2026;100,00;;Bonifico;ACME
14/10/2026;14/10/2026;;-4,50;Pagamento;SHOP
`],
  ['mBank', 'PLN', true, `#Data operacji;#Opis operacji;#Rachunek;#Kategoria;#Kwota;#Saldo po operacji;
2026-10-13;"ACME";"eKonto";"Wpływy";100,00 PLN;100,00 PLN;
2026-10-14;"SHOP";"eKonto";"Zakupy";-4,50 PLN;95,50 PLN;
`],
  ['PKO', 'PLN', true, `"Data operacji","Data waluty","Typ transakcji","Kwota","Waluta","Saldo po transakcji","Opis transakcji"
"2026-10-14","2026-10-14","Płatność kartą","-4.50","PLN","+95.50","SHOP"
"2026-10-13","2026-10-13","Przelew","+100.00","PLN","+100.00","ACME"
`],
  ['Nordea', null, true, `Bokföringsdag;Belopp;Avsändare;Mottagare;Namn;Rubrik;Saldo;Valuta
2026/10/14;-4,50;1;;;SHOP;95,50;SEK
2026/10/13;100,00;;1;ACME;RG;100,00;SEK
`],
  ['Swedbank', null, true, `* Transaktioner Period 2026-10-01
Radnummer,Clearingnummer,Kontonummer,Produkt,Valuta,Bokföringsdag,Transaktionsdag,Valutadag,Referens,Beskrivning,Belopp,Bokfört saldo
1,8000,123,Privat,SEK,2026-10-14,2026-10-14,2026-10-14,x,SHOP,-4.50,95.50
2,8000,123,Privat,SEK,2026-10-13,2026-10-13,2026-10-13,x,ACME,100.00,100.00
`],
  ['Danske Bank', null, true, `"Dato";"Tekst";"Beløb";"Saldo";"Status";"Afstemt"
"13.10.2026";"ACME";"100,00";"100,00";"Udført";"Nej"
"14.10.2026";"SHOP";"-4,50";"95,50";"Udført";"Nej"
`],
  ['DNB', null, false, `"Dato";"Forklaring";"Rentedato";"Ut fra konto";"Inn på konto"
"13.10.2026";"ACME";"13.10.2026";"";"100,00"
"14.10.2026";"SHOP";"14.10.2026";"4,50";""
`],
  ['OP', 'EUR', false, `Kirjauspäivä;Arvopäivä;Määrä EUROA;Laji;Selitys;Saaja/Maksaja;Saajan tilinumero;Viite;Viesti;Arkistointitunnus
2026-10-13;2026-10-13;100,00;700;TILISIIRTO;ACME;FI;ref;msg;1
2026-10-14;2026-10-14;-4,50;162;PKORTTI;SHOP;FI;ref;msg;2
`],
  ['Caixa Geral', null, true, `Consultar saldos;14-10-2026

Data mov. ;Data valor ;Descrição ;Débito ;Crédito ;Saldo contabilístico ;Saldo disponível ;Categoria ;
13-10-2026;13-10-2026;ACME;;100,00;100,00;100,00;x;
14-10-2026;14-10-2026;SHOP;4,50;;95,50;95,50;x;
`],
  ['Nubank', null, false, `Data,Valor,Identificador,Descrição
13/10/2026,100.00,a1,ACME
14/10/2026,-4.50,a2,SHOP
`],
  ['Commonwealth Bank, no header', null, true, `13/10/2026,"+100.00","ACME","+100.00"
14/10/2026,"-4.50","SHOP","+95.50"
`],
  ['Westpac', null, true, `Bank Account,Date,Narrative,Debit Amount,Credit Amount,Balance,Categories,Serial
123,14/10/2026,SHOP,4.50,,95.50,OTHER,
123,13/10/2026,ACME,,100.00,100.00,DEP,
`],
  ['ANZ New Zealand', null, false, `Type,Details,Particulars,Code,Reference,Amount,Date,ForeignCurrencyAmount,ConversionCharge
Bill Payment,ACME,,,,100.00,13/10/2026,,
Eft-Pos,SHOP,,,,-4.50,14/10/2026,,
`],
  ['RBC', 'CAD', false, `"Account Type","Account Number","Transaction Date","Cheque Number","Description 1","Description 2","CAD$","USD$"
Chequing,001,10/13/2026,,"ACME",,100.00,
Chequing,001,10/14/2026,,"SHOP",,-4.50,
`],
  ['ZKB', 'CHF', true, `"Datum";"Buchungstext";"Whg";"Betrag Detail";"ZKB-Referenz";"Referenznummer";"Belastung CHF";"Gutschrift CHF";"Valuta";"Saldo CHF"
"14.10.2026";"SHOP";"";"";"Z2";"";"4.50";"";"14.10.2026";"95.50"
"13.10.2026";"ACME";"";"";"Z1";"";"";"100.00";"13.10.2026";"100.00"
`],
  ['Qonto', 'EUR', false, `Status,Settlement date (UTC),Operation date (UTC),Operation date (local),Total amount (incl. VAT),Currency,Counterparty name,Reference,Amount
executed,13-10-2026 09:00:00,13-10-2026 09:00:00,13-10-2026 11:00:00,100.00,EUR,ACME,RG,100.00
executed,14-10-2026 09:00:00,14-10-2026 09:00:00,14-10-2026 11:00:00,-4.50,EUR,SHOP,x,-4.50
`],
  ['HSBC, no header', null, false, `13/10/2026,ACME,"100.00"
14/10/2026,SHOP,"-4.50"
`],
  ['debit and credit marks', null, false, `Transaction Date;Amount;D/C;Text
13.10.2026;100,00;C;ACME
14.10.2026;4,50;D;SHOP
`],
  ['Komerční banka', 'CZK', false, `Datum zauctovani;Castka;Mena;Protiucet;Nazev protiuctu;Zprava
13.10.2026;100,00;CZK;1;ACME;RG
14.10.2026;-4,50;CZK;2;SHOP;x
`],
];

for (const [bank, currency, balances, file] of BANKS)
  test(`${bank}'s layout is read without asking`, () => {
    const { ok, format, statements: [statement, ...more], issues } = readText(file);
    assert.deepEqual([ok, format, more.length], [true, 'bank-csv', 0], JSON.stringify(issues));
    const lines = statement?.entries.map(({ bookedOn, amountMinor }) => `${bookedOn} ${amountMinor}`).sort();
    assert.deepEqual(lines, ['2026-10-13 10000', '2026-10-14 -450']);
    assert.equal(issues.some(({ code }) => code === 'statement.currencyAssumed') ? null : statement?.currency, currency);
    assert.deepEqual([statement?.openingMinor, statement?.closingMinor], balances ? [0, 9550] : [null, null]);
    assert.ok(statement?.entries.every(({ text, party }) => `${text} ${party}`.trim() !== ''), 'every line says what it is');
  });
