import CloseIcon from '@mui/icons-material/Close';
import { Box, IconButton, Tab, Tabs, Typography } from '@mui/material';
import { useState } from 'react';
import type { runs } from '../../../shared/contract/runs.ts';
import type { OutputOf } from '../../../shared/contract/method.ts';
import type { RecordId } from '../../../shared/values/id.ts';
import { JsonText } from '../../components/json-text.tsx';
import { Panel } from '../../components/page.tsx';
import { Banner, Status } from '../../components/status-chip.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useQuery } from '../../engine/use-engine.tsx';
import { day, moment, money } from '../../text/format.ts';
import { recordStates } from '../../text/words.ts';

type Timeline = OutputOf<typeof runs.timeline>;

/** Everything that happened to one order, in both systems. Lies over the grid, so that no column moves. */
export function RecordPanel({ id, onClose }: { id: RecordId; onClose: () => void }) {
  const timeline = useQuery(['runs', 'deadLetters', 'holds'], client => client.runs.timeline({ recordId: id }), [id]);
  const [tab, setTab] = useState<'timeline' | 'source'>('timeline');
  const title = timeline.status === 'ready' ? timeline.value.record.reference : 'Order';
  return (
    <Box role="complementary" aria-label="Timeline of the order" sx={{ position: 'absolute', zIndex: 10, top: 0, right: 0, bottom: 0, width: { xs: 'min(430px, 100%)', xl: 560 }, boxShadow: '-12px 0 32px rgb(0 0 0 / 0.14)', borderRadius: 1.5, display: 'flex' }}>
      <Panel title={title} actions={<IconButton aria-label="Close (Esc)" onClick={onClose}><CloseIcon fontSize="small" /></IconButton>} sx={{ flex: 1 }}>
        {timeline.status !== 'ready' ? <Waiting on={timeline} /> : (
          <>
            <Summary timeline={timeline.value} />
            <Tabs value={tab} aria-label="Sides of the order" onChange={(_, chosen: typeof tab) => setTab(chosen)} sx={{ borderBottom: 1, borderColor: 'divider', px: 1 }}>
              <Tab value="timeline" label="Timeline" />
              <Tab value="source" label="As it was read" />
            </Tabs>
            <Box sx={{ overflowY: 'auto', flex: 1, p: 1.75 }}>{tab === 'timeline' ? <Entries entries={timeline.value.entries} /> : <JsonText text={timeline.value.source} label="The record as it was read" maxHeight="none" />}</Box>
          </>
        )}
      </Panel>
    </Box>
  );
}

function Summary({ timeline: { record } }: { timeline: Timeline }) {
  return (
    <Box sx={{ p: 1.75, display: 'flex', flexDirection: 'column', gap: 0.75 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5 }}><Status status={recordStates[record.state]} filled /><Typography sx={{ fontWeight: 650 }}>{money(record.amountMinor, record.currency)}</Typography></Box>
      <Typography variant="body2" color="textSecondary">Order {record.number} · {record.channel} · {day(record.receivedOn)}{record.document === '' ? '' : ` · document ${record.document}`}</Typography>
      <Typography variant="body2">{record.stage}</Typography>
      {record.reason !== '' && <Banner tone={recordStates[record.state].tone}>{record.reason}</Banner>}
    </Box>
  );
}

function Entries({ entries }: { entries: Timeline['entries'] }) {
  if (entries.length === 0) return <Typography color="textSecondary">Nothing happened to it yet.</Typography>;
  return (
    <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0 }}>
      {entries.map(({ at, who, what, detail }, index) => (
        // Two systems may report the same moment; the place in the list is what tells them apart.
        <Box component="li" key={`${index} ${at}`} sx={{ display: 'grid', gridTemplateColumns: '14px 1fr', columnGap: 1.25 }}>
          <Box aria-hidden sx={{ display: 'flex', flexDirection: 'column', alignItems: 'center' }}>
            <Box sx={{ width: 9, height: 9, borderRadius: '50%', backgroundColor: 'primary.main', mt: '6px', flex: 'none' }} />
            {index < entries.length - 1 && <Box sx={{ width: '2px', flex: 1, backgroundColor: 'divider', mt: '3px' }} />}
          </Box>
          <Box sx={{ pb: 1.75, minWidth: 0 }}>
            <Box sx={{ display: 'flex', gap: 1 }}><Typography sx={{ fontWeight: 600, flex: 1 }}>{what}</Typography><Typography variant="caption" color="textSecondary" sx={{ whiteSpace: 'nowrap' }}>{moment(at)}</Typography></Box>
            <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: 'anywhere' }}>{who}{detail === '' ? '' : `: ${detail}`}</Typography>
          </Box>
        </Box>
      ))}
    </Box>
  );
}
