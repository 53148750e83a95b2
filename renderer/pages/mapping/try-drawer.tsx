import { Box, Typography } from '@mui/material';
import type { BackTest, BackTestDocument } from '../../../shared/contract/back-tests.ts';
import { SideDrawer } from '../../components/side-drawer.tsx';
import { Status } from '../../components/status-chip.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useQuery } from '../../engine/use-engine.tsx';
import { day, money } from '../../text/format.ts';
import { tryOutcomes } from '../../text/words.ts';
import { Accounts } from './try-accounts.tsx';

type DrawerProps = { backTest: BackTest['id']; document: BackTestDocument | undefined; onClose: () => void };

/** One document field by field, and its double entry before and after. */
export function TryDrawer({ backTest, document, onClose }: DrawerProps) {
  return (
    <SideDrawer open={document !== undefined} label="Document as tried" title={document ? `Order ${document.reference}` : ''} onClose={onClose} width={720}>
      {document && <Detail backTest={backTest} document={document} />}
    </SideDrawer>
  );
}

const table = { borderCollapse: 'collapse', width: '100%', fontSize: 13, '& th, & td': { textAlign: 'left', verticalAlign: 'top', borderBottom: 1, borderColor: 'divider', py: 0.75, pr: 1.5, overflowWrap: 'anywhere' }, '& th': { fontWeight: 600 } };

function Detail({ backTest, document }: { backTest: BackTest['id']; document: BackTestDocument }) {
  const detail = useQuery([], client => client.mappings.backTestDocument({ backTest, place: document.place }), [backTest, document.place]);
  const facts = [document.document === '' ? '' : `document ${document.document}`, day(document.on), document.channel, money(document.amountMinor, document.currency)].filter(fact => fact !== '').join(' · ');
  return (
    <>
      <Box sx={{ display: 'flex', gap: 2, alignItems: 'center' }}><Status status={tryOutcomes[document.outcome]} filled /><Typography>{facts}</Typography></Box>
      {document.message !== '' && <Typography>{document.message}</Typography>}
      {detail.status !== 'ready' ? <Waiting on={detail} rows={4} /> : (
        <>
          {detail.value.changes.length > 0 && (
            <Box component="table" sx={table}>
              <thead><tr><th scope="col">Field</th><th scope="col">As it was posted</th><th scope="col">As this version makes it</th></tr></thead>
              <tbody>
                {detail.value.changes.map(({ path, before, after, because }) => (
                  <tr key={path}>
                    <th scope="row">{path}{because === 'since' && <Typography variant="caption" component="div" color="textSecondary">by what has changed since</Typography>}</th>
                    <td>{before || '(nothing)'}</td><Box component="td" sx={{ fontWeight: 600 }}>{after || '(nothing)'}</Box>
                  </tr>
                ))}
              </tbody>
            </Box>
          )}
          {detail.value.effect.length > 0 && <Box><Typography variant="h3" sx={{ mb: 0.5 }}>Double entry</Typography><Box sx={{ mx: -1.5 }}><Accounts accounts={detail.value.effect} /></Box></Box>}
        </>
      )}
    </>
  );
}
