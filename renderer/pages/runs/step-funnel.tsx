import { Box } from '@mui/material';
import type { Run } from '../../../shared/contract/runs.ts';
import { count } from '../../text/format.ts';

const HEADS = ['Step', 'Progress', 'Queued', 'Posted', 'Failed', 'In doubt'] as const;

/** The order in which documents follow one another; steps of another name come last. */
const FLOW = ['customer', 'salesOrder', 'despatch', 'shipment', 'invoice', 'receipt', 'allocation', 'creditNote', 'refund', 'refundAllocation', 'fee', 'transfer', 'adjustment'];
const placeOf = (step: string): number => (FLOW.includes(step) ? FLOW.indexOf(step) : FLOW.length);

type StepCount = Run['steps'][number];

const wholeOf = ({ queued, posted, failed, inDoubt }: StepCount): number => queued + posted + failed + inDoubt;

/** How far each kind of document is: posted, failed, in doubt, and still queued in grey. */
export function StepFunnel({ steps, current }: { steps: Run['steps']; current: string | undefined }) {
  const most = Math.max(1, ...steps.map(wholeOf));
  return (
    <Box component="table" sx={{ width: '100%', borderCollapse: 'collapse', fontSize: 13, '& td, & th': { px: 1.75, height: 32, borderBottom: 1, borderColor: 'divider', textAlign: 'right', whiteSpace: 'nowrap' }, '& tr:last-of-type td, & tr:last-of-type th': { borderBottom: 0 } }}>
      <thead><Box component="tr" sx={theme => ({ backgroundColor: theme.grid.head, color: 'text.secondary', '& th': { fontWeight: 650, fontSize: 12 }, '& th:nth-of-type(-n+2)': { textAlign: 'left' } })}>{HEADS.map((head, index) => <th key={`${index} ${head}`} scope="col">{head}</th>)}</Box></thead>
      <tbody>
        {steps.toSorted((a, b) => placeOf(a.step) - placeOf(b.step)).map(row => ({ ...row, whole: Math.max(1, wholeOf(row)) })).map(({ step, label, queued, posted, failed, inDoubt, whole }) => (
          <Box component="tr" key={step} sx={{ fontWeight: step === current ? 650 : 400 }}>
            <Box component="th" scope="row" sx={{ textAlign: 'left !important', fontWeight: 'inherit' }}>{label}</Box>
            <Box component="td" sx={{ width: '45%' }}><Bar share={whole / most} done={posted / whole} broken={failed / whole} doubtful={inDoubt / whole} /></Box>
            <td>{count(queued)}</td>
            <td>{count(posted)}</td>
            <Box component="td" sx={{ color: failed > 0 ? 'error.main' : 'text.disabled' }}>{count(failed)}</Box>
            <Box component="td" sx={{ color: inDoubt > 0 ? 'info.main' : 'text.disabled' }}>{count(inDoubt)}</Box>
          </Box>
        ))}
      </tbody>
    </Box>
  );
}

function Bar({ share, done, broken, doubtful }: { share: number; done: number; broken: number; doubtful: number }) {
  return (
    <Box aria-hidden sx={{ height: 10, width: `${Math.max(share * 100, 0.5)}%`, borderRadius: 1, backgroundColor: 'divider', display: 'flex', overflow: 'hidden' }}>
      <Box sx={{ width: `${done * 100}%`, backgroundColor: 'success.main' }} />
      <Box sx={{ width: `${broken * 100}%`, backgroundColor: 'error.main' }} />
      <Box sx={{ width: `${doubtful * 100}%`, backgroundColor: 'info.main' }} />
    </Box>
  );
}
