import { Box, Button, FormControlLabel, Radio, RadioGroup, Typography } from '@mui/material';
import { useState } from 'react';
import type { Connection, Site } from '../../../shared/contract/connections.ts';
import { Failure, Waiting } from '../../components/waiting.tsx';
import { useCommand, useQuery } from '../../engine/use-engine.tsx';

const keyOf = ({ siteId, companyId }: Site): string => `${siteId} ${companyId}`;

/** Which company's books: asked from the system after signing in. */
export function SiteStep({ connection, onChosen }: { connection: Connection; onChosen: (connection: Connection) => void }) {
  const sites = useQuery([], (client, signal) => client.connections.sites({ id: connection.id }, { signal }), [connection.id]);
  const [picked, setPicked] = useState<string | undefined>(connection.site ? keyOf(connection.site) : undefined);
  const choose = useCommand((client, site: Site) => client.connections.chooseSite({ id: connection.id, site }), { inline: true });
  if (sites.status !== 'ready') return <Waiting on={sites} rows={3} />;
  const only = sites.value.length === 1 ? sites.value[0] : undefined;
  const chosen = sites.value.find(site => keyOf(site) === picked) ?? only;
  const take = async () => {
    const kept = chosen && await choose.run(chosen);
    if (kept) onChosen(kept);
  };
  if (sites.value.length === 0) return <Typography>This sign-in may use no company. Ask the administrator of Sage to give it one, then sign in again.</Typography>;
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', gap: 1.5, alignItems: 'flex-start' }}>
      <Typography id="site-question">Which company’s books does this connection write?</Typography>
      <RadioGroup aria-labelledby="site-question" value={chosen ? keyOf(chosen) : ''} onChange={event => setPicked(event.target.value)}>
        {sites.value.map(site => <FormControlLabel key={keyOf(site)} value={keyOf(site)} control={<Radio size="small" />} label={<>{site.companyName} <Box component="span" sx={{ color: 'text.secondary' }}>· site {site.siteName}</Box></>} />)}
      </RadioGroup>
      {choose.error && <Failure error={choose.error} />}
      <Button variant="contained" disabled={!chosen || choose.busy} onClick={() => { void take(); }}>Use this company</Button>
    </Box>
  );
}
