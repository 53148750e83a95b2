import { Box, Typography } from '@mui/material';
import type { ReactNode } from 'react';
import type { AccountEffect } from '../../../shared/contract/back-tests.ts';
import { amount } from '../../text/format.ts';

const net = (effect: AccountEffect): number => effect.afterDebitMinor - effect.afterCreditMinor - (effect.beforeDebitMinor - effect.beforeCreditMinor);

/** What changes, account by account: its balance as posted and as tried. Debits stand as they are, credits below zero. */
export function ChangedAccounts({ accounts }: { accounts: readonly AccountEffect[] }) {
  const changed = accounts.filter(effect => net(effect) !== 0);
  if (changed.length === 0) return <Typography sx={{ px: 1.75, py: 1 }}>No account changes.</Typography>;
  return (
    <Box sx={{ px: 1.75, py: 0.5 }}>
      <Box component="table" sx={figures}>
        <thead><Box component="tr" sx={{ color: 'text.secondary', borderBottom: 1, borderColor: 'divider' }}><th scope="col">Account</th><th scope="col">As posted</th><th scope="col">As tried</th><th scope="col">Change</th></Box></thead>
        <tbody>
          {changed.map(effect => {
            const { account, currency, beforeDebitMinor, beforeCreditMinor, afterDebitMinor, afterCreditMinor } = effect;
            return <tr key={`${currency} ${account}`}><td>{`${account} · ${currency}`}</td><td>{sided(beforeDebitMinor - beforeCreditMinor, currency)}</td><td>{sided(afterDebitMinor - afterCreditMinor, currency)}</td><Box component="td" sx={{ fontWeight: 650 }}>{sided(net(effect), currency)}</Box></tr>;
          })}
        </tbody>
      </Box>
    </Box>
  );
}

/** As a bookkeeper writes a balance: 88.45 Cr. */
const sided = (minor: number, currency: string): string => (minor === 0 ? '–' : `${amount(Math.abs(minor), currency)} ${minor > 0 ? 'Dr' : 'Cr'}`);

/** Debits and credits before and after, and what each account has more (debit) or less. */
export function Accounts({ accounts }: { accounts: readonly AccountEffect[] }) {
  const currencies = [...new Set(accounts.map(({ currency }) => currency))];
  return (
    <Box sx={{ overflowX: 'auto', px: 1.5, pb: 1 }}>
      {currencies.map(currency => <Ledger key={currency} currency={currency} accounts={accounts.filter(each => each.currency === currency)} />)}
    </Box>
  );
}

const figures = { borderCollapse: 'collapse', width: '100%', fontSize: 12.5, fontVariantNumeric: 'tabular-nums', '& th, & td': { textAlign: 'right', py: '3px', pl: 1, fontWeight: 'inherit', whiteSpace: 'nowrap' }, '& th:first-of-type, & td:first-of-type': { textAlign: 'left', pl: 0, whiteSpace: 'normal' } };

function Ledger({ currency, accounts }: { currency: string; accounts: readonly AccountEffect[] }) {
  const sum = (of: (effect: AccountEffect) => number) => amount(accounts.reduce((total, effect) => total + of(effect), 0), currency);
  const side = (minor: number): ReactNode => (minor === 0 ? '' : amount(minor, currency));
  return (
    <Box component="table" sx={figures}>
      <thead>
        <Box component="tr" sx={{ color: 'text.secondary' }}><th scope="col">{currency}</th><th scope="colgroup" colSpan={2}>As posted</th><th scope="colgroup" colSpan={2}>As tried</th><th scope="col">Net</th></Box>
        <Box component="tr" sx={{ color: 'text.secondary', borderBottom: 1, borderColor: 'divider' }}><th scope="col">Account</th><th scope="col">Debit</th><th scope="col">Credit</th><th scope="col">Debit</th><th scope="col">Credit</th><th scope="col">change</th></Box>
      </thead>
      <tbody>
        {accounts.map(effect => (
          <Box component="tr" key={effect.account} sx={{ fontWeight: net(effect) === 0 ? 400 : 650, color: net(effect) === 0 ? 'text.secondary' : 'text.primary' }}>
            <td>{effect.account}</td><td>{side(effect.beforeDebitMinor)}</td><td>{side(effect.beforeCreditMinor)}</td><td>{side(effect.afterDebitMinor)}</td><td>{side(effect.afterCreditMinor)}</td><td>{net(effect) === 0 ? '–' : amount(net(effect), currency)}</td>
          </Box>
        ))}
        <Box component="tr" sx={{ borderTop: 1, borderColor: 'divider', fontWeight: 650 }}>
          <td>Sum</td><td>{sum(effect => effect.beforeDebitMinor)}</td><td>{sum(effect => effect.beforeCreditMinor)}</td><td>{sum(effect => effect.afterDebitMinor)}</td><td>{sum(effect => effect.afterCreditMinor)}</td><td>{sum(net)}</td>
        </Box>
      </tbody>
    </Box>
  );
}
