import { Box } from '@mui/material';
import { useMemo, useState, type ReactNode } from 'react';
import type { Chain } from '../../../shared/contract/reconciliation.ts';
import type { Period } from '../../../shared/values/date.ts';
import { Amount } from '../../components/amount.tsx';
import { FilterChips } from '../../components/filter-chips.tsx';
import { SideDrawer } from '../../components/side-drawer.tsx';
import { Status } from '../../components/status-chip.tsx';
import { usePages } from '../../engine/use-engine.tsx';
import { customColumn, moneyColumn, textColumn } from '../../grid/columns.tsx';
import { DataGrid } from '../../grid/data-grid.tsx';
import { plainAmount, day } from '../../text/format.ts';
import type { StatusWord } from '../../text/words.ts';

type Step = 'invoice' | 'receipt' | 'payout' | 'returned' | 'credited';

const GAPS: Readonly<Record<Chain['gap'], StatusWord>> = {
  none: { label: 'Complete', tone: 'good' }, despatch: { label: 'Not sent off', tone: 'quiet' }, invoice: { label: 'No invoice', tone: 'broken' }, receipt: { label: 'No receipt', tone: 'broken' },
  payout: { label: 'Not paid out yet', tone: 'problem' }, return: { label: 'Return differs', tone: 'problem' },
};
const SHOWN = ['', 'despatch', 'invoice', 'receipt', 'payout', 'return', 'none'] as const;
const STEPS: readonly { step: Step; label: string; gap: Chain['gap'] }[] = [
  { step: 'invoice', label: 'Invoice', gap: 'invoice' }, { step: 'receipt', label: 'Receipt', gap: 'receipt' }, { step: 'payout', label: 'Payout', gap: 'payout' }, { step: 'returned', label: 'Return', gap: 'return' }, { step: 'credited', label: 'Credit note', gap: 'return' },
];

const chainId = ({ recordId }: Chain): string => recordId;
const isGap = (chain: Chain, gap: Chain['gap'], step: Step): boolean => chain.gap === gap && (chain[step] === null || gap === 'return');

const stepText = (chain: Chain, step: Step): string => {
  const known = chain[step];
  return known === null ? '' : `${known.reference} ${plainAmount(known.minor, chain.currency)}`.trim();
};

/** One order a row, from the sale to the payout and back; where it breaks stands in the column where it breaks. */
export function ChainView({ period, choice }: { period: Period; choice: ReactNode }) {
  const [gap, setGap] = useState<(typeof SHOWN)[number]>('');
  const [open, setOpen] = useState<Chain>();
  const pages = usePages<Chain>(['reconciliation', 'runs'], (client, page) => client.reconciliation.chains({ period, page }), [period]);
  const filter = useMemo((): Record<string, string> => (gap === '' ? {} : { gap }), [gap]);
  const columns = useMemo(() => [
    customColumn<Chain>('soldOn', 'Sold', { text: chain => chain.soldOn, render: chain => day(chain.soldOn), width: 98 }),
    textColumn<Chain>('reference', 'Order', { width: 168, strong: true, text: chain => chain.reference || chain.number }),
    moneyColumn<Chain>('orderMinor', 'Sold for', { currency: chain => chain.currency, showCurrency: true, width: 106 }),
    ...STEPS.slice(0, 4).map(({ step, label, gap: own }) => customColumn<Chain>(step, label, {
      text: chain => stepText(chain, step), sortable: false, filter: false, width: 142,
      render: chain => (isGap(chain, own, step) ? <Status status={GAPS[own]} /> : <Box component="span" sx={{ fontVariantNumeric: 'tabular-nums' }}>{stepText(chain, step)}</Box>),
    })),
    textColumn<Chain>('gapText', 'Where it stops', { flex: 1, minWidth: 160, sortable: false, filter: false }),
  ], []);
  return (
    <>
      <Box sx={{ display: 'flex', gap: 1.25, alignItems: 'center', flex: 'none', flexWrap: 'wrap' }}>
        {choice}
        <Box sx={{ flex: 1 }} />
        <FilterChips label="Chains shown" chosen={gap} onChoose={setGap} choices={SHOWN.map(value => ({ value, label: value === '' ? 'All' : GAPS[value].label, count: undefined }))} />
      </Box>
      <DataGrid<Chain> id="chains" label="Chains of orders" unit="order" columns={columns} rowId={chainId} pages={pages} filter={filter} onOpen={setOpen} autoFocus
        empty={{ title: 'No such orders', text: 'Choose another view above, or read both sides of the month first.' }} />
      <SideDrawer open={open !== undefined} label="Chain of an order" title={open ? `Order ${open.reference || open.number}` : ''} onClose={() => setOpen(undefined)} width={560}>{open && <ChainDetail chain={open} />}</SideDrawer>
    </>
  );
}

function ChainDetail({ chain }: { chain: Chain }) {
  const { gap, gapText, soldOn, despatchedOn, orderMinor, currency, party, channel, number, status } = chain;
  return (
    <>
      <Box sx={{ color: 'text.secondary' }}>{[`No. ${number}`, channel, party, status].filter(text => text !== '').join(' · ')}</Box>
      <Box component="ol" aria-label="Steps" sx={{ listStyle: 'none', m: 0, p: 0 }}>
        <StepLine label="Sold" on={soldOn} text="" minor={orderMinor} currency={currency} />
        <StepLine label="Sent off" on={despatchedOn} text={despatchedOn === null ? 'not yet' : ''} minor={null} currency={currency} />
        {STEPS.map(({ step, label, gap: own }) => {
          const known = chain[step];
          return <StepLine key={step} label={label} on={known?.on ?? null} text={known?.reference ?? ''} minor={known?.minor ?? null} currency={currency} status={isGap(chain, own, step) ? GAPS[own] : undefined} />;
        })}
      </Box>
      <Box><Status filled status={GAPS[gap]} />{gapText !== '' && <Box sx={{ mt: 1 }}>{gapText}</Box>}</Box>
    </>
  );
}

function StepLine({ label, on, text, minor, currency, status }: { label: string; on: Chain['soldOn'] | null; text: string; minor: number | null; currency: string; status?: StatusWord | undefined }) {
  return (
    <Box component="li" sx={{ display: 'grid', gridTemplateColumns: '100px 110px minmax(0, 1fr) auto', gap: 1, py: 0.75, alignItems: 'baseline', borderBottom: 1, borderColor: 'divider' }}>
      <strong>{label}</strong>
      <Box component="span" sx={{ color: 'text.secondary' }}>{on === null ? '–' : day(on)}</Box>
      <Box component="span" sx={{ overflowWrap: 'anywhere' }}>{status ? <Status status={status} /> : text}</Box>
      {minor === null ? <span /> : <Amount minor={minor} currency={currency} showCurrency strong />}
    </Box>
  );
}
