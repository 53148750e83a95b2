import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from 'vitest';
import { readFixture, told } from './read-fixture.ts';

/** Each file as it is read, to be checked by eye against test/fixtures/statements. */
const EXPECTED: Record<string, string> = {
  'adyen-accounting.csv': `
adyen-accounting ok
Adyen GBP opening null closing null payout 7 1885 sum 0
  4 sale 2026-10-19 2020 GBP ORD-1 |  | Settled · visa
  4 fee 2026-10-19 -24 GBP ORD-1 |  | Fee · Settled · visa
  5 refund 2026-10-19 -100 GBP ORD-0 |  | Refunded · visa
  5 fee 2026-10-19 -11 GBP ORD-0 |  | Fee · Refunded · visa
  4 payout 2026-10-19 -1885 GBP 7 |  | Payout
! 2 statement.pending`.trim(),
  'adyen.csv': `
adyen-settlement ok
Adyen GBP opening null closing null payout 2 1727 sum 0
  2 sale 2026-10-18 2020 GBP ORD-1 |  | Settled · visa
  2 fee 2026-10-18 -24 GBP ORD-1 |  | Fee · Settled · visa
  3 refund 2026-10-18 -100 GBP ORD-0 |  | Refunded · visa
  3 fee 2026-10-18 11 GBP ORD-0 |  | Fee · Refunded · visa
  4 fee 2026-10-18 -180 GBP  |  | Fee
  5 payout 2026-10-18 -1727 GBP 2 |  | MerchantPayout · TX1 batch 2, CoUK`.trim(),
  'amazon-pay.csv': `
amazon-pay ok
Amazon Pay GBP opening null closing null payout 5984 2859 sum 0
  5 reserveRelease 2026-10-11 2400 GBP  |  | Reserve · Previous Reserve Balance
  6 sale 2026-10-12 500 GBP #1 |  | Capture
  6 fee 2026-10-12 -41 GBP #1 |  | Fee · Capture
  7 payout 2026-10-14 -2859 GBP 5984 |  | Transfer to the bank`.trim(),
  'amazon-v2.txt': `
amazon-settlement ok
Amazon GBP opening null closing null payout 900001 7777 sum 0
  3 sale 2026-10-02 8333 GBP 203-1111111-1111111 |  | Order · ItemPrice · Principal
  4 sale 2026-10-02 1667 GBP 203-1111111-1111111 |  | Order · ItemPrice · Tax
  5 fee 2026-10-02 -1530 GBP 203-1111111-1111111 |  | Order · ItemFees · Commission
  6 sale 2026-10-02 -200 GBP 203-1111111-1111111 |  | Order · Promotion · Principal
  7 refund 2026-10-09 -2400 GBP 203-2222222-2222222 |  | Refund · ItemPrice · Principal
  8 fee 2026-10-09 288 GBP 203-2222222-2222222 |  | Refund · ItemFees · Commission
  9 reserveRelease 2026-10-01 6000 GBP 900001 |  | other-transaction · other-transaction · Previous Reserve Amount Balance
  10 reserve 2026-10-14 -4381 GBP 900001 |  | other-transaction · other-transaction · Current Reserve Amount
  2 payout 2026-10-16 -7777 GBP 900001 |  | Transfer to the bank`.trim(),
  'bai2.txt': `
bai2 ok
88888888 GBP opening 100000 closing 103000 payout null null sum 3000
  5 bank 2026-10-30 5000 GBP P-7781 | STRIPE PAYMENTS | PY:STRIPE PAYMENTS,22/10/26 PAYOUT
  8 bank 2026-10-30 -2000 GBP CHQ 101 |  | CHEQUE, NUMBER 101`.trim(),
  'bank-german.csv': `
bank-csv ok
DE89370400440532013000 EUR opening null closing null payout null null sum 123006
  2 bank 2026-10-01 123456 EUR P-7781 | Stripe | AUSZAHLUNG P-7781
  3 bank 2026-10-05 -450 EUR  | Bank | Gebühren`.trim(),
  'bank-uk.csv': `
bank-csv ok
88411200 GBP opening 908000 closing 924050 payout null null sum 16050
  5 bank 2026-10-30 -100000 GBP  |  | HMRC VAT
  6 bank 2026-10-05 -4000 GBP  |  | BANK CHARGES
  7 bank 2026-10-02 120050 GBP  |  | AMAZON PAYMENTS 28471003921`.trim(),
  'bank.qif': `
qif ok
Current GBP opening null closing null payout null null sum 116050
  6 bank 2026-10-13 120050 GBP 28471003921 | AMAZON | SETTLEMENT
  12 bank 2026-11-01 -4000 GBP  | CHARGES | CHARGES
! 17 statement.skipped
! 1 statement.currencyAssumed`.trim(),
  'camt052-no-namespace.xml': `
camt.052 ok
DE89370400440532013000 EUR opening null closing null payout null null sum 300
  3 bank 2026-10-06 1000 EUR  |  | 
  4 bank 2026-10-06 -700 USD  |  | 
! 4 statement.currency`.trim(),
  'camt053-two-statements.xml': `
camt.053 ok
GB29NWBK60161331926819 GBP opening -10000 closing 106050 payout null null sum 116050
  10 bank 2026-10-02 120050 GBP 28471003921 | AMAZON PAYMENTS EUROPE | AMZN MKTPLACE & CO SETTLEMENT 28471003921
  19 bank 2026-10-05 -4000 GBP B-2 |  | BANK CHARGES
20415112341201 JPY opening 0 closing 500 payout null null sum 450
  34 bank 2026-10-09 450 JPY N1 |  | 
! 5 statement.pending
! 33 statement.unbalanced`.trim(),
  'cfonb120.txt': `
cfonb120 ok
30002 00550 0000011111X EUR opening 100000 closing 111895 payout null null sum 11895
  2 bank 2026-10-02 12345 EUR P-7781 | STRIPE PAYMENTS EUROPE | VIR STRIPE PAYMENTS STRIPE PAYMENTS EUROPE
  4 bank 2026-10-05 -450 EUR  |  | FRAIS TENUE DE COMPTE`.trim(),
  'coda.txt': `
coda ok
BE68539007547034 EUR opening 100000 closing 111866 payout null null sum 11866
  3 bank 2026-10-02 12345 EUR P-7781 | STRIPE PAYMENTS EUROPE | +++123/4567/89012+++
  6 bank 2026-10-05 -479 EUR REF0002 |  | BANK CHARGES`.trim(),
  'ebay.csv': `
ebay-transactions ok
eBay GBP opening null closing null payout 6148 1096 sum 0
  6 sale 2026-10-02 2500 GBP 21-00000-00001 | A Buyer | Order · Fern print
  6 fee 2026-10-02 -30 GBP 21-00000-00001 | A Buyer | Final Value Fee - fixed
  6 fee 2026-10-02 -324 GBP 21-00000-00001 | A Buyer | Final Value Fee - variable
  7 refund 2026-10-03 -1000 GBP 21-00000-00002 | B Buyer | Refund
  7 fee 2026-10-03 100 GBP 21-00000-00002 | B Buyer | Final Value Fee - variable
  8 fee 2026-10-04 -150 GBP 6148 |  | Other fee · Promoted listings
  9 payout 2026-10-06 -1096 GBP 6148 |  | Payout · Payout to bank
eBay GBP opening null closing null payout null null sum 800
  10 sale 2026-10-30 1000 GBP 21-00000-00003 | C Buyer | Order · Stamp
  10 fee 2026-10-30 -30 GBP 21-00000-00003 | C Buyer | Final Value Fee - fixed
  10 fee 2026-10-30 -170 GBP 21-00000-00003 | C Buyer | Final Value Fee - variable`.trim(),
  'gateway-unknown.csv': `
gateway-csv ok
 EUR opening null closing null payout A-9 111370 sum 0
  4 sale 2026-10-01 120000 EUR B-1 |  | Verkauf
  4 fee 2026-10-01 -3630 EUR B-1 |  | Fee · Verkauf
  5 refund 2026-10-02 -5000 EUR B-0 |  | Rückerstattung
  6 payout 2026-10-05 -111370 EUR A-9 |  | Auszahlung
 EUR opening null closing null payout null null sum 950
  8 sale 2026-10-07 1000 EUR B-2 |  | Verkauf
  8 fee 2026-10-07 -50 EUR B-2 |  | Fee · Verkauf
! 7 statement.skipped`.trim(),
  'gocardless.csv': `
gocardless ok
GoCardless GBP opening null closing null payout PO1 15780 sum 0
  2 sale 2026-10-01 12000 GBP INV-1 | Acme | payment
  2 fee 2026-10-01 -140 GBP INV-1 | Acme | Fee · payment
  3 sale 2026-10-01 6000 GBP INV-2 | Beta | payment
  3 fee 2026-10-01 -80 GBP INV-2 | Beta | Fee · payment
  4 refund 2026-10-02 -2000 GBP INV-0 | Acme | refund
  2 payout 2026-10-03 -15780 GBP PO1 |  | Payout`.trim(),
  'klarna.csv': `
klarna ok
Klarna GBP opening null closing null payout XISA93DJ 9562 sum 0
  5 sale 2026-10-01 10000 GBP ORD-1 |  | SALE
  6 fee 2026-10-01 -299 GBP ORD-1 |  | FEE
  7 sale 2026-10-02 5000 GBP ORD-2 |  | SALE
  8 fee 2026-10-02 -139 GBP ORD-2 |  | FEE
  9 refund 2026-10-03 -5000 GBP ORD-1 |  | RETURN
  2 payout 2026-10-14 -9562 GBP XISA93DJ |  | Payout`.trim(),
  'linnworks-orders.csv': `
linnworks-orders ok
AMAZON / Amazon UK GBP opening null closing null payout null null sum 4359
  2 sale 2026-10-02 3159 GBP 203-1 | Ann | Order 100001
  3 sale 2026-10-02 1200 GBP 203-2 | Bob | Order 100002
SHOPIFY / Shopify EU EUR opening null closing null payout null null sum 4000
  5 sale 2026-10-04 4000 EUR #E1 | Bob | Order 100003
! 1 statement.repeated`.trim(),
  'mt940-german.sta': `
mt940 ok
50070010/1234567 EUR opening 100000 closing 220000 payout null null sum 120000
  6 bank 2026-10-01 123456 EUR P-7781 | STRIPE PAYMENTS EUROPE | GUTSCHRIFT EREF+P-7781 SVWZ+AUSZAHLUNG OKTOBER
  9 bank 2027-01-02 -3450 EUR INV-9 |  | STORNO /OCMT/EUR34,50/
  12 bank 2026-02-28 -6 EUR  |  | 
NL34RABO0142623393 EUR opening -1000 closing null payout null null sum 1000
  19 bank 2026-10-31 1000 EUR ORD-77 | R. SMITH | /EREF/ORD-77//ORDP//NAME/R. SMITH/REMI/TEST/
! 12 statement.date
! 20 statement.truncated`.trim(),
  'mt942.sta': `
mt942 ok
45050050/76198810 PLN opening null closing null payout null null sum 979200
  6 bank 2019-01-09 979200 PLN  |  | interest`.trim(),
  'norma43.txt': `
norma43 ok
2100 0418 0200051332 EUR opening 100000 closing 111895 payout null null sum 11895
  2 bank 2026-10-02 12345 EUR REF12345 |  | TRANSFERENCIA STRIPE PAYOUT P-7781
  4 bank 2026-10-05 -450 EUR  |  | COMISION MANTENIMIENTO`.trim(),
  'ofx1.qfx': `
ofx ok
88411200 GBP opening null closing 216050 payout null null sum 116050
  14 bank 2026-10-02 120050 GBP A1 | AMAZON & CO | SETTLEMENT 28471003921
  23 bank 2026-10-05 -4000 EUR A2 | CHARGES | CHARGES
! 23 statement.currency`.trim(),
  'ofx2.ofx': `
ofx ok
4111 EUR opening null closing null payout null null sum -1250
  5 bank 2026-10-03 -1250 EUR 1 |  | Café
! 6 statement.balance`.trim(),
  'paypal-german.csv': `
paypal-activity ok
PayPal EUR opening 0 closing 0 payout null null sum 0
  2 sale 2026-10-02 130980 EUR R-361 | A Buyer | Website-Zahlung
  2 fee 2026-10-02 -4876 EUR R-361 | A Buyer | Fee · Website-Zahlung
  3 refund 2026-10-03 -980 EUR R-361 | A Buyer | Rückzahlung
  3 fee 2026-10-03 36 EUR R-361 | A Buyer | Fee · Rückzahlung
  4 payout 2026-10-04 -125160 EUR T3 |  | Allgemeine Abbuchung
! 2 statement.pending`.trim(),
  'paypal-stl.csv': `
paypal-settlement ok
PayPal GBP opening 100 closing 1542 payout null null sum 1442
  5 sale 2026-10-23 2000 GBP INV-1 |  | T0006
  5 fee 2026-10-23 -68 GBP INV-1 |  | Fee · T0006
  6 refund 2026-10-23 -500 GBP INV-0 |  | T1107 · T0
  6 fee 2026-10-23 10 GBP INV-0 |  | Fee · T1107 · T0`.trim(),
  'paypal-us.csv': `
paypal-activity ok
PayPal USD opening null closing null payout null null sum 43021
  2 sale 2026-09-02 50000 USD 1 | A Buyer | Express Checkout Payment
  2 fee 2026-09-02 -1480 USD 1 | A Buyer | Fee · Express Checkout Payment
  3 other 2026-09-03 -5499 USD 2 | Supplier | Express Checkout Payment`.trim(),
  'shopify-payouts.csv': `
shopify-payouts ok
Shopify Payments GBP opening null closing null payout 2026-10-05 10660 sum 0
  2 sale 2026-10-05 12000 GBP 2026-10-05 |  | Charges
  2 refund 2026-10-05 -1000 GBP 2026-10-05 |  | Refunds
  2 fee 2026-10-05 -340 GBP 2026-10-05 |  | Fees
  2 payout 2026-10-05 -10660 GBP 2026-10-05 |  | Payout
Shopify Payments GBP opening null closing null payout 2026-10-06 2880 sum 0
  3 sale 2026-10-06 5000 GBP 2026-10-06 |  | Charges
  3 other 2026-10-06 -1500 GBP 2026-10-06 |  | Adjustments
  3 reserve 2026-10-06 -500 GBP 2026-10-06 |  | Reserved Funds
  3 fee 2026-10-06 -120 GBP 2026-10-06 |  | Fees
  3 payout 2026-10-06 -2880 GBP 2026-10-06 |  | Payout
! 2 statement.pending`.trim(),
  'shopify.csv': `
shopify-payments ok
Shopify Payments GBP opening null closing null payout 118001 880 sum 0
  2 sale 2026-10-01 4500 GBP #1001 |  | charge · card
  2 fee 2026-10-01 -120 GBP #1001 |  | Fee · charge · card
  3 chargeback 2026-10-02 -2000 GBP #1000 |  | chargeback · card
  3 fee 2026-10-02 -1500 GBP #1000 |  | Fee · chargeback · card
  2 payout 2026-10-05 -880 GBP 118001 |  | Payout
Shopify Payments GBP opening null closing null payout null null sum -1000
  4 refund 2026-10-03 -1000 GBP #1001 |  | refund · card`.trim(),
  'stripe-report.csv': `
stripe ok
Stripe EUR opening null closing null payout po_1 3325 sum 0
  2 sale 2026-10-01 10000 EUR E-77 | A Buyer | charge · Order #E-77
  2 fee 2026-10-01 -175 EUR E-77 | A Buyer | Fee · charge · Order #E-77
  3 refund 2026-10-02 -2000 EUR E-70 |  | refund · Refund
  4 chargeback 2026-10-02 -3000 EUR E-60 |  | dispute · Dispute
  4 fee 2026-10-02 -1500 EUR E-60 |  | Fee · dispute · Dispute
  5 payout 2026-10-05 -3325 EUR po_1 |  | payout · STRIPE PAYOUT`.trim(),
  'worldpay.csv': `
worldpay ok
Worldpay GBP opening null closing null payout 1234 12735 sum 0
  2 sale 2026-10-05 10000 GBP ORD-1 |  | VISA-SSL
  2 fee 2026-10-05 -175 GBP ORD-1 |  | Fee · VISA-SSL
  3 sale 2026-10-05 4000 GBP ORD-2 |  | ECMC-SSL
  3 fee 2026-10-05 -70 GBP ORD-2 |  | Fee · ECMC-SSL
  4 refund 2026-10-05 -1000 GBP ORD-0 |  | VISA-SSL
  4 fee 2026-10-05 -20 GBP ORD-0 |  | Fee · VISA-SSL
  2 payout 2026-10-05 -12735 GBP 1234 |  | Payout`.trim(),
};

for (const [name, expected] of Object.entries(EXPECTED)) test(`${name} is read`, () => assert.equal(told(readFixture(name)), expected));

test('every fixture is in the table above', () => {
  const folder = path.join(import.meta.dirname, '../../fixtures/statements');
  assert.deepEqual(readdirSync(folder).sort(), Object.keys(EXPECTED).sort());
});
