import { Box, Button, Typography } from '@mui/material';
import { useState } from 'react';
import type { Connection } from '../../../shared/contract/connections.ts';
import { useCommand } from '../../engine/use-engine.tsx';
import { count } from '../../text/format.ts';
import { Checks, type TestResult } from './checks.tsx';

/** The last step: what a run needs is tried, then the schema is read, so that mapping can begin. */
export function TestStep({ connection }: { connection: Connection }) {
  const [result, setResult] = useState<TestResult>();
  const [found, setFound] = useState<{ entities: number; fields: number }>();
  const test = useCommand((client, _: undefined, signal) => client.connections.test({ id: connection.id }, { signal }));
  const discover = useCommand((client, _: undefined, signal) => client.connections.discover({ id: connection.id }, { signal }));
  const tryIt = async () => {
    setResult(undefined);
    const answer = await test.run(undefined);
    setResult(answer);
    if (answer?.ok) setFound(await discover.run(undefined));
  };
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1.75, alignItems: 'stretch' }}>
      <Typography>Saved. Now Tieout tries what a run would need, and reads which records and fields there are.</Typography>
      <Checks busy={test.busy} result={result} onCancel={test.cancel} />
      {discover.busy && <Typography role="status">Reading the schema…</Typography>}
      {found && <Typography role="status">{count(found.fields)} fields of {count(found.entities)} kinds of record were found.</Typography>}
      <Box><Button variant="contained" disabled={test.busy || discover.busy} onClick={() => { void tryIt(); }}>{result ? 'Test again' : 'Test'}</Button></Box>
    </Box>
  );
}
