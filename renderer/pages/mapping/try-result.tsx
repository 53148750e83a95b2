import { Box, Button, Typography } from '@mui/material';
import { useState } from 'react';
import type { BackTest, BackTestDocument, BackTestOutcome } from '../../../shared/contract/back-tests.ts';
import { FilterChips, type FilterChoice } from '../../components/filter-chips.tsx';
import { Panel } from '../../components/page.tsx';
import { SideDrawer } from '../../components/side-drawer.tsx';
import { Banner } from '../../components/status-chip.tsx';
import { usePages } from '../../engine/use-engine.tsx';
import { customColumn, dateColumn, moneyColumn, statusColumn, textColumn, type Column } from '../../grid/columns.tsx';
import { DataGrid } from '../../grid/data-grid.tsx';
import { count, counted, duration, moment, month } from '../../text/format.ts';
import { tryOutcomes } from '../../text/words.ts';
import { Accounts, ChangedAccounts } from './try-accounts.tsx';
import { TryDrawer } from './try-drawer.tsx';

const COLUMNS: readonly Column<BackTestDocument>[] = [
  statusColumn('outcome', 'Outcome', tryOutcomes, { width: 116 }),
  textColumn('reference', 'Order', { width: 176, strong: true }),
  textColumn('document', 'Document', { width: 104, hidden: true }),
  dateColumn('on', 'Day', { width: 104, hidden: true }),
  textColumn('channel', 'Channel', { width: 150, hidden: true }),
  moneyColumn('amountMinor', 'Amount', { currency: row => row.currency, showCurrency: true, width: 118 }),
  moneyColumn('movedMinor', 'Moves', { currency: row => row.currency, dashZero: true, width: 92, help: 'How much of it stands in another account than before' }),
  customColumn('fields', 'What differs', { flex: 1, minWidth: 180, text: row => row.message || row.fields, render: row => <span title={row.message || row.fields}>{row.message || row.fields}</span> }),
];
const rowId = ({ place }: BackTestDocument): string => String(place);

type Show = BackTestOutcome | 'all';

/** What came of trying a version: the sentence, the accounts, the fields, and every document that would not be the same. */
export function TryResult({ test }: { test: BackTest }) {
  const [show, setShow] = useState<Show>('all');
  const [field, setField] = useState('');
  const [open, setOpen] = useState<BackTestDocument>();
  const [whole, setWhole] = useState(false);
  const pages = usePages<BackTestDocument>([], (client, page) => client.mappings.backTestDocuments({ backTest: test.id, page }), [test.id]);
  const filter: Record<string, string> = { ...(show === 'all' ? {} : { outcome: show }), ...(field === '' ? {} : { fields: field }) };
  const counts: Readonly<Record<BackTestOutcome, number>> = { differs: test.differ, wouldFail: test.wouldFail, wouldPass: test.wouldPass, since: test.since, notRebuilt: test.notRebuilt };
  const choices: FilterChoice<Show>[] = [{ value: 'all', label: 'All' }, ...(Object.keys(counts) as BackTestOutcome[]).filter(outcome => counts[outcome] > 0).map(outcome => ({ value: outcome, label: tryOutcomes[outcome].label, count: counts[outcome] }))];
  const others = counts.differs + counts.wouldFail + counts.wouldPass + counts.since + counts.notRebuilt;
  return (
    <>
      <Banner tone={test.differ + test.wouldFail === 0 ? 'good' : 'part'}>
        <Box component="span" sx={{ fontWeight: 650, fontSize: 14 }}>{test.sentence}</Box>
        <Box component="span" sx={{ color: 'text.secondary', ml: 1 }}>{`v${test.version} on ${month(test.period)}, tried by ${test.startedBy}, ${moment(test.startedAt)}, in ${duration(test.seconds)}.`}</Box>
        {!test.isCurrent && <Box component="span" sx={{ ml: 1 }}><b>The draft was changed since: try it again.</b></Box>}
      </Banner>
      {others === 0 && test.accounts.length === 0 ? null : (
        <Box sx={{ flex: 1, minHeight: 0, display: 'grid', gridTemplateColumns: { xs: 'minmax(0, 1fr)', md: '340px minmax(0, 1fr)', xl: '420px minmax(0, 1fr)' }, gap: 1.5 }}>
          <Box role="region" aria-label="Accounts and fields" tabIndex={0} sx={{ minHeight: 0, overflowY: 'auto', display: 'flex', flexDirection: 'column', gap: 1.25 }}>
            {test.accounts.length > 0 && <Panel title="Double entry" actions={<Button onClick={() => setWhole(true)}>{`All ${counted(test.accounts.length, 'account')}`}</Button>} sx={{ flex: 'none' }}><ChangedAccounts accounts={test.accounts} /></Panel>}
            {test.fields.length > 0 && (
              <Panel title="Fields that differ" actions={field !== '' && <Button onClick={() => setField('')}>Show all</Button>} sx={{ flex: 'none' }}>
                <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0.5 }}>
                  {test.fields.map(({ field: path, label, documents }) => (
                    <li key={path}><Button fullWidth onClick={() => setField(field === path ? '' : path)} aria-pressed={field === path} sx={{ justifyContent: 'space-between', textAlign: 'left', fontWeight: field === path ? 700 : 500, gap: 1 }}><span>{label}</span><Box component="span" sx={{ color: 'text.secondary' }}>{count(documents)}</Box></Button></li>
                  ))}
                </Box>
              </Panel>
            )}
            {test.causes.length > 0 && <Panel title="Why they would not be posted" sx={{ flex: 'none' }}><Causes test={test} /></Panel>}
          </Box>
          <Box sx={{ minHeight: 0, minWidth: 0, display: 'flex', flexDirection: 'column', gap: 1 }}>
            <Box sx={{ display: 'flex', flex: 'none' }}><FilterChips label="Which documents" choices={choices} chosen={show} onChoose={setShow} /></Box>
            <DataGrid<BackTestDocument> id="mapping-try" label="Documents that would not be the same" unit="document" columns={COLUMNS} pages={pages} filter={filter} rowId={rowId} selection="none" onOpen={setOpen} openOnClick
              empty={{ title: 'All the same', text: others > 0 && test.listed === 0 ? 'The documents of this try are not kept any more. Try the mapping again.' : 'Every document would be made as it was posted.' }}
              footer={test.listed < others && test.listed > 0 ? `${counted(test.listed, 'document')} of ${count(others)} are listed; all are counted.` : undefined} />
          </Box>
        </Box>
      )}
      <SideDrawer open={whole} label="Double entry of the month" title={`Double entry of ${month(test.period)}`} onClose={() => setWhole(false)} width={760}><Box sx={{ mx: -1.5 }}><Accounts accounts={test.accounts} /></Box></SideDrawer>
      <TryDrawer backTest={test.id} document={open} onClose={() => setOpen(undefined)} />
    </>
  );
}

function Causes({ test: { causes } }: { test: BackTest }) {
  return (
    <Box component="ul" sx={{ listStyle: 'none', m: 0, p: 0 }}>
      {causes.map(({ outcome, message, documents, example }) => (
        <Box component="li" key={`${outcome} ${message}`} sx={{ px: 1.75, py: 0.75, borderBottom: 1, borderColor: 'divider', '&:last-of-type': { borderBottom: 0 } }}>
          <Typography variant="body2">{message}</Typography>
          <Typography variant="caption" color="textSecondary">{`${counted(documents, 'document')}, such as ${example}${outcome === 'stillFail' ? ' · failed then, too' : outcome === 'notRebuilt' ? ' · cannot be rebuilt' : ''}`}</Typography>
        </Box>
      ))}
    </Box>
  );
}
