import { formatMinor } from '../../../shared/values/money.ts';
import { sumOf } from './make-orders.ts';
import type { BankLine } from './world-types.ts';

const IBAN = 'GB29NCBK20415108841200';
const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const side = (minor: number): string => (minor < 0 ? 'DBIT' : 'CRDT');
const amount = (minor: number): string => `<Amt Ccy="GBP">${formatMinor(Math.abs(minor), 'GBP')}</Amt><CdtDbtInd>${side(minor)}</CdtDbtInd>`;
const balance = (code: string, minor: number, day: string): string => `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp>${amount(minor)}<Dt><Dt>${day}</Dt></Dt></Bal>`;

/** October's statement of the pound account as camt.053.001.02; opening + entries = closing. */
export function camt053(lines: readonly BankLine[], { openingMinor, company }: { openingMinor: number; company: string }): string {
  const credits = lines.filter(line => line.amountMinor >= 0);
  const debits = lines.filter(line => line.amountMinor < 0);
  const total = (list: readonly BankLine[]): string => formatMinor(Math.abs(sumOf(list, line => line.amountMinor)), 'GBP');
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">
<BkToCstmrStmt>
<GrpHdr><MsgId>NCB-20261101-1200</MsgId><CreDtTm>2026-11-01T04:00:00+00:00</CreDtTm></GrpHdr>
<Stmt>
<Id>1200-2026-10</Id><ElctrncSeqNb>10</ElctrncSeqNb><CreDtTm>2026-11-01T04:00:00+00:00</CreDtTm>
<FrToDt><FrDtTm>2026-10-01T00:00:00+01:00</FrDtTm><ToDtTm>2026-10-31T23:59:59+00:00</ToDtTm></FrToDt>
<Acct><Id><IBAN>${IBAN}</IBAN></Id><Ccy>GBP</Ccy><Nm>${escape(company)}</Nm></Acct>
${balance('OPBD', openingMinor, '2026-10-01')}
${balance('CLBD', openingMinor + sumOf(lines, line => line.amountMinor), '2026-10-31')}
<TxsSummry><TtlCdtNtries><NbOfNtries>${credits.length}</NbOfNtries><Sum>${total(credits)}</Sum></TtlCdtNtries><TtlDbtNtries><NbOfNtries>${debits.length}</NbOfNtries><Sum>${total(debits)}</Sum></TtlDbtNtries></TxsSummry>
${lines.map(entry).join('\n')}
</Stmt>
</BkToCstmrStmt>
</Document>
`;
}

function entry(line: BankLine): string {
  const isCredit = line.amountMinor >= 0;
  const party = isCredit ? `<RltdPties><Dbtr><Nm>${escape(line.party)}</Nm></Dbtr></RltdPties>` : '';
  const reference = line.reference === '' ? 'NOTPROVIDED' : escape(line.reference);
  return `<Ntry>${amount(line.amountMinor)}<Sts>BOOK</Sts><BookgDt><Dt>${line.bookedOn}</Dt></BookgDt><ValDt><Dt>${line.valueOn}</Dt></ValDt><AcctSvcrRef>${line.id}</AcctSvcrRef>`
    + `<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>${isCredit ? 'RCDT' : 'ICDT'}</Cd><SubFmlyCd>${isCredit ? 'DMCT' : 'CHRG'}</SubFmlyCd></Fmly></Domn></BkTxCd>`
    + `<NtryDtls><TxDtls><Refs><EndToEndId>${reference}</EndToEndId></Refs>${party}<RmtInf><Ustrd>${escape(line.text)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>`;
}
