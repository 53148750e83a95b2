import { Box, Link } from '@mui/material';
import { useTheme } from '@mui/material/styles';
import type { ReactNode } from 'react';
import type { Figures } from '../../shared/contract/reconciliation.ts';
import { href } from '../stores/route-store.ts';
import { aside, boardKey, reconciliationKinds, reconciliationPath, standing } from '../text/close-words.ts';
import { count } from '../text/format.ts';
import { Amount, Unexplained } from './amount.tsx';
import { Status } from './status-chip.tsx';

/** One row per reconciliation; each number leads to exactly its rows. */
export function CloseBoard({ figures }: { figures: readonly Figures[] }) {
  const { grid } = useTheme();
  const to = (row: Figures, show: string) => href(`${reconciliationPath(row)}?show=${show}`);
  const kinds = (['payments', 'invoices', 'returns'] as const).filter(kind => figures.some(row => row.key.kind === kind));
  return (
    <Box sx={{ overflowX: 'auto' }}>
      <Box component="table" aria-label="Close board" sx={{
        width: '100%', borderCollapse: 'collapse', fontSize: 13, fontVariantNumeric: 'tabular-nums',
        '& th, & td': { px: 1.25, height: 32, textAlign: 'right', whiteSpace: 'nowrap', borderBottom: `1px solid ${grid.line}` },
        '& th:first-of-type, & td:first-of-type': { textAlign: 'left', pl: 1.75 },
        '& thead th': { fontSize: 12, fontWeight: 650, color: 'text.secondary', backgroundColor: grid.head, height: 30 },
        '& tbody tr:hover': { backgroundColor: 'action.hover' },
        '& .word': { textAlign: 'left' }, '& td.word > span': { verticalAlign: 'middle' },
      }}>
        <thead><tr><th>Reconciliation</th><th>Outside</th><th>Ledger</th><th>Matched</th><th>Suggested</th><th>Open</th><th>Unexplained</th><th className="word">State</th><th className="word">Signed</th></tr></thead>
        {kinds.map(kind => (
          <tbody key={kind}>
            <tr><Box component="th" scope="rowgroup" colSpan={9} sx={{ fontSize: 11, letterSpacing: '0.06em', color: 'text.secondary', fontWeight: 650, height: '26px !important' }}>{reconciliationKinds[kind].toUpperCase()}</Box></tr>
            {figures.filter(row => row.key.kind === kind).map(row => (
              <tr key={boardKey(row)}>
                <td><Link href={to(row, 'open')} underline="hover" sx={{ fontWeight: 600 }}>{row.label}</Link><Box component="span" sx={{ color: 'text.secondary', ml: 0.75, fontSize: 12 }}>{aside(row)}</Box></td>
                <td><Amount minor={row.leftMinor} currency={row.currency} /></td>
                <td><Amount minor={row.rightMinor} currency={row.currency} /></td>
                <td><Cell to={to(row, 'matched')} label={`${row.label}: matched`}>{count(row.automatic + row.manual)}</Cell></td>
                <td><Cell to={to(row, 'suggested')} label={`${row.label}: suggested`} quiet={row.suggested === 0}>{count(row.suggested)}</Cell></td>
                <td><Cell to={to(row, 'open')} label={`${row.label}: open`} quiet={row.open === 0}>{count(row.open)}</Cell></td>
                <td><Unexplained minor={row.unexplainedMinor} currency={row.currency} /></td>
                <td className="word"><Status status={standing(row)} /></td>
                <td className="word">{signatures(row)}</td>
              </tr>
            ))}
          </tbody>
        ))}
      </Box>
    </Box>
  );
}

function Cell({ to, label, quiet = false, children }: { to: string; label: string; quiet?: boolean; children: ReactNode }) {
  return <Link href={to} aria-label={`${label} ${String(children)}`} underline="hover" color={quiet ? 'text.secondary' : 'text.primary'}>{children}</Link>;
}

function signatures({ preparedBy, reviewedBy }: Figures): ReactNode {
  if (preparedBy === null) return <Box component="span" sx={{ color: 'text.secondary' }}>–</Box>;
  return reviewedBy === null ? preparedBy : `${preparedBy}, ${reviewedBy}`;
}
