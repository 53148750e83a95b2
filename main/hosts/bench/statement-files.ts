import { closeSync, openSync, writeSync } from 'node:fs';

/** Files of any size and the same each time: entries that add up, names with accents, quotes and commas where the format has them. */
type Shape = { readonly head: string; entry(at: number): string; tail(entries: number): string };

const MINOR = 1_000;
const CYCLE = 28;
const day = (at: number): string => String(1 + (at % CYCLE)).padStart(2, '0');
const pounds = (at: number): string => `${1 + (at % MINOR)}.${String(at % 100).padStart(2, '0')}`;

/** The sum of the first entries, in whole minor units. */
function sumOf(entries: number): number {
  let sum = 0;
  for (let at = 0; at < entries; at += 1) sum += (1 + (at % MINOR)) * 100 + (at % 100);
  return sum;
}
const decimal = (minor: number): string => `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, '0')}`;

const camtBalance = (kind: string, amount: string): string =>
  `<Bal><Tp><CdOrPrtry><Cd>${kind}</Cd></CdOrPrtry></Tp><Amt Ccy="GBP">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-10-01</Dt></Dt></Bal>\n`;

export const SHAPES: Readonly<Record<'camt' | 'csv' | 'mt940', Shape>> = {
  camt: {
    head: `<?xml version="1.0" encoding="UTF-8"?>\n<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>1</MsgId><CreDtTm>2026-11-01T00:00:00</CreDtTm></GrpHdr><Stmt><Id>1</Id><Acct><Id><IBAN>GB29NWBK60161331926819</IBAN></Id><Ccy>GBP</Ccy></Acct>\n${camtBalance('OPBD', '0.00')}`,
    entry: at => `<Ntry><NtryRef>${at}</NtryRef><Amt Ccy="GBP">${pounds(at)}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>2026-10-${day(at)}</Dt></BookgDt><ValDt><Dt>2026-10-${day(at)}</Dt></ValDt><AcctSvcrRef>B${at}</AcctSvcrRef><BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd><NtryDtls><TxDtls><Refs><EndToEndId>ORD-${at}</EndToEndId></Refs><RltdPties><Dbtr><Pty><Nm>Café &amp; Söhne ${at % 97}</Nm></Pty></Dbtr></RltdPties><RmtInf><Ustrd>Invoice ${at} paid with thanks</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>\n`,
    tail: entries => `${camtBalance('CLBD', decimal(sumOf(entries)))}</Stmt></BkToCstmrStmt></Document>\n`,
  },
  csv: {
    head: 'Date,Value date,Description,Reference,Counterparty,Amount,Currency\n',
    entry: at => `${day(at)}/10/2026,${day(at)}/10/2026,"Payment, invoice ""${at}""",ORD-${at},Café & Söhne ${at % 97},${pounds(at)},GBP\n`,
    tail: () => '',
  },
  mt940: {
    head: ':20:1\r\n:25:GB29NWBK60161331926819\r\n:28C:10/1\r\n:60F:C261001GBP0,00\r\n',
    entry: at => `:61:2610${day(at)}10${day(at)}C${pounds(at).replace('.', ',')}NTRFORD-${at}//B${at}\r\n:86:166?00CREDIT?20SVWZ+Invoice ${at}?21paid with thanks?32Cafe Soehne ${at % 97}\r\n`,
    tail: entries => `:62F:C261031GBP${decimal(sumOf(entries)).replace('.', ',')}\r\n-\r\n`,
  },
};

export type ShapeName = keyof typeof SHAPES;

const BATCH_ENTRIES = 5_000;

/** Writes a file of about this many bytes; gives the number of its entries and its exact size. */
export function writeStatementFile(file: string, { head, entry, tail }: Shape, atLeast: number): { entries: number; bytes: number } {
  const descriptor = openSync(file, 'w');
  try {
    let bytes = writeSync(descriptor, head);
    let entries = 0;
    while (bytes < atLeast) {
      const batch = Array.from({ length: BATCH_ENTRIES }, (_, at) => entry(entries + at)).join('');
      bytes += writeSync(descriptor, batch);
      entries += BATCH_ENTRIES;
    }
    return { entries, bytes: bytes + writeSync(descriptor, tail(entries)) };
  } finally {
    closeSync(descriptor);
  }
}
