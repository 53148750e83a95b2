import { Box } from '@mui/material';
import type { MappingSummary } from '../../../shared/contract/mappings.ts';
import { SideDrawer } from '../../components/side-drawer.tsx';
import { Banner } from '../../components/status-chip.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useQuery } from '../../engine/use-engine.tsx';
import type { Change } from './tried-change.ts';
import type { Transforms } from './how-text.ts';
import { PreviewChecks, PreviewFields, PreviewTotals } from './preview-record.tsx';

type WholeProps = { open: boolean; summary: MappingSummary; version: number | undefined; /** The field that somebody works on, and how, where that is not saved. */ path: string | undefined; change: Change | undefined; transforms: Transforms; onClose: () => void };

/** The newest record as a whole document, with a choice that is not saved yet: where every value comes from, and whether it would be sent. */
export function WholeRecord({ open, summary, version, path, change, transforms, onClose }: WholeProps) {
  return (
    <SideDrawer open={open} label="Whole record" title={change ? `With ${change.target} as you have it` : 'Whole record'} onClose={onClose} width={1040}>
      {open && <Record summary={summary} version={version} path={path} change={change} transforms={transforms} />}
    </SideDrawer>
  );
}

function Record({ summary: { id, rev }, version, path, change, transforms }: Omit<WholeProps, 'open' | 'onClose'>) {
  const preview = useQuery([], client => client.mappings.preview({ id, records: 1, changes: change ? [change] : [], ...(version === undefined ? {} : { version }) }), [id, rev, version, change]);
  if (preview.status !== 'ready') return <Waiting on={preview} />;
  const [record] = preview.value;
  if (!record) return <Banner tone="quiet">No sample record yet. Read the schema of the source again while it has orders.</Banner>;
  return (
    <Box sx={{ flex: 1, minHeight: 0, display: 'flex', flexDirection: 'column', gap: 1.25 }}>
      <PreviewFields record={record} transforms={transforms} chosen={path} />
      <PreviewChecks record={record} />
      <PreviewTotals record={record} />
    </Box>
  );
}
