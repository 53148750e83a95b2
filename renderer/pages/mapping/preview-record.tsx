import { Box, Tooltip, Typography } from '@mui/material';
import type { ReactNode } from 'react';
import { useState } from 'react';
import type { PreviewRecord } from '../../../shared/contract/mappings.ts';
import { Panel } from '../../components/page.tsx';
import { Banner, Status } from '../../components/status-chip.tsx';
import { amount, money } from '../../text/format.ts';
import type { Transforms } from './how-text.ts';

/** Source left, document right; pointing at either marks where it came from or went to. */
export function PreviewFields({ record, transforms, chosen }: { record: PreviewRecord; transforms: Transforms; /** The mapping's field that somebody works on. */ chosen?: string | undefined }) {
  const [marked, setMarked] = useState<string | null>(null);
  const line = (isMarked: boolean) => ({ display: 'grid', gap: 1, px: 1.5, py: '5px', fontSize: 13, borderBottom: 1, borderColor: 'divider', overflowWrap: 'anywhere' as const, backgroundColor: isMarked ? 'action.selected' : 'transparent' });
  const stepLabel = (name: string) => transforms.get(name)?.label ?? name;
  return (
    <Box sx={{ flex: 1, minHeight: 0, display: 'grid', gridTemplateColumns: '2fr 3fr', gap: 1.25 }}>
      <Panel title="Source">
        <Box role="region" aria-label="Source" tabIndex={0} sx={{ overflowY: 'auto' }}>
          {record.source.map(({ path, value }, index) => (
            <Box key={`${index} ${path}`} onMouseEnter={() => setMarked(path)} onMouseLeave={() => setMarked(null)} sx={{ ...line(marked === path), gridTemplateColumns: '5fr 4fr' }}>
              <Box sx={{ color: 'text.secondary' }}>{path}</Box><Box>{value}</Box>
            </Box>
          ))}
        </Box>
      </Panel>
      <Panel title="Document">
        <Box role="region" aria-label="Document" tabIndex={0} sx={{ overflowY: 'auto' }}>
          {record.issues.filter(({ field }) => field === null).map(({ message }) => <Box key={message} sx={{ p: 1 }}><Banner tone="broken">{message}</Banner></Box>)}
          {record.target.map(({ path, target, value, source, steps, issue }, index) => (
            <Box key={`${index} ${path}`} ref={target === chosen ? intoView : undefined} onMouseEnter={() => setMarked(source)} onMouseLeave={() => setMarked(null)} sx={theme => ({ ...line((source !== null && marked === source) || target === chosen), gridTemplateColumns: '5fr 4fr 5fr', ...(issue === null ? {} : { backgroundColor: theme.tones.broken.soft }) })}>
              <Box sx={{ fontWeight: 600 }}>{path}</Box>
              <Box>{value}</Box>
              <Box sx={{ color: issue === null ? 'text.secondary' : 'error.main', fontSize: 12 }}>{issue ?? [source ?? '', ...steps.map(stepLabel)].filter(part => part !== '').join(' → ')}</Box>
            </Box>
          ))}
        </Box>
      </Panel>
    </Box>
  );
}

/** The field that somebody came for is not below the edge. */
const intoView = (row: HTMLElement | null): void => row?.scrollIntoView({ block: 'nearest' });

/** Every rule, and whether this document keeps it; what it says of the others stands beside. */
export function PreviewChecks({ record: { checks } }: { record: PreviewRecord }) {
  if (checks.length === 0) return null;
  const broken = checks.filter(({ passed }) => !passed);
  return (
    <Panel title="Checks" actions={<Status filled status={broken.length === 0 ? { label: `All ${checks.length} pass`, tone: 'good' } : broken.some(({ severity }) => severity === 'stops') ? { label: 'It would not be sent', tone: 'broken' } : { label: 'Sent, with a warning', tone: 'problem' }} />} sx={{ flex: 'none' }}>
      <Box sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 2, rowGap: 0.5, px: 1.75, py: 1 }}>
        {checks.map(({ rule, label, says, severity, passed }) => <Tooltip key={rule} title={says}><span><Status status={{ label, tone: passed ? 'good' : severity === 'stops' ? 'broken' : 'problem' }} /></span></Tooltip>)}
      </Box>
      {broken.map(({ rule, label, message }) => <Typography key={rule} variant="body2" sx={{ px: 1.75, pb: 0.75 }}><b>{label}</b>{`: ${message}`}</Typography>)}
    </Panel>
  );
}

/** The law of every document: its gross is what the buyer paid. */
export function PreviewTotals({ record: { totals, postings } }: { record: PreviewRecord }) {
  if (!totals) return null;
  const { currency, paidMinor, netMinor, taxMinor, grossMinor, residualMinor, residualPlace } = totals;
  const agrees = grossMinor === paidMinor;
  return (
    <Panel title="Money" actions={<Status filled status={agrees ? { label: 'Gross equals what the buyer paid', tone: 'good' } : { label: `Gross differs by ${money(grossMinor - paidMinor, currency)}`, tone: 'broken' }} />} sx={{ flex: 'none' }}>
      <Box sx={{ display: 'grid', gridTemplateColumns: '2fr 3fr', columnGap: 5, p: 1.5 }}>
        <Box sx={{ display: 'grid', gridTemplateColumns: '1fr auto', rowGap: 0.25, columnGap: 2, alignContent: 'start', fontSize: 13 }}>
          <Line name="Paid by the buyer">{money(paidMinor, currency)}</Line>
          <Line name="Net">{amount(netMinor, currency)}</Line>
          <Line name="VAT">{amount(taxMinor, currency)}</Line>
          <Line name="Gross of the document" strong>{money(grossMinor, currency)}</Line>
          {residualMinor !== 0 && <Line name={`Rounding (${residualPlace})`}>{amount(residualMinor, currency)}</Line>}
        </Box>
        <Box component="table" sx={{ borderCollapse: 'collapse', fontSize: 13, '& td, & th': { textAlign: 'right', py: '2px', pl: 2, fontWeight: 'inherit' }, '& td:first-of-type, & th:first-of-type': { textAlign: 'left', pl: 0 } }}>
          <thead><Box component="tr" sx={{ color: 'text.secondary' }}><th scope="col">Posting</th><th scope="col">Debit</th><th scope="col">Credit</th></Box></thead>
          <tbody>
            {postings.map(({ account, debitMinor, creditMinor }, index) => (
              <tr key={`${index} ${account}`}><td>{account}</td><td>{debitMinor === 0 ? '' : amount(debitMinor, currency)}</td><td>{creditMinor === 0 ? '' : amount(creditMinor, currency)}</td></tr>
            ))}
          </tbody>
        </Box>
      </Box>
    </Panel>
  );
}

function Line({ name, strong = false, children }: { name: string; strong?: boolean; children: ReactNode }) {
  return (
    <>
      <Typography variant="body2" color="textSecondary">{name}</Typography>
      <Typography variant="body2" sx={{ textAlign: 'right', fontWeight: strong ? 700 : 400 }}>{children}</Typography>
    </>
  );
}
