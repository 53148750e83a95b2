import { Box } from '@mui/material';
import type { MappingId } from '../../../shared/values/id.ts';
import { Banner } from '../../components/status-chip.tsx';
import { useQuery } from '../../engine/use-engine.tsx';

const SHOWN = 3;

/** The published version does not fit the systems any more: which fields, and what to do. Runs wait meanwhile. */
export function DriftBanner({ id, named = false }: { id: MappingId; /** Where other mappings stand beside it. */ named?: boolean }) {
  const drift = useQuery(['mappings', 'connections'], client => client.mappings.drift({}));
  const own = drift.status === 'ready' ? drift.value.find(({ mappingId }) => mappingId === id) : undefined;
  if (!own) return null;
  return (
    <Banner tone="broken">
      <b>{`${named ? `${own.name}: r` : 'R'}uns wait, the systems have changed since v${own.version} was approved.`}</b>
      {own.drifts.slice(0, SHOWN).map(({ field, message }) => <Box key={field}>{message}</Box>)}
      {own.drifts.length > SHOWN && <Box>{`and ${own.drifts.length - SHOWN} more fields`}</Box>}
    </Banner>
  );
}
