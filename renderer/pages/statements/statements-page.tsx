import { Box, Typography } from '@mui/material';
import { useState, type DragEvent } from 'react';
import { contract } from '../../../shared/contract/contract.ts';
import type { StatementFile } from '../../../shared/contract/statements.ts';
import { ActButton } from '../../components/act-button.tsx';
import { Amount } from '../../components/amount.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { FileButton } from '../../components/file-button.tsx';
import { Page } from '../../components/page.tsx';
import { SideDrawer } from '../../components/side-drawer.tsx';
import { Banner, Status } from '../../components/status-chip.tsx';
import { sendStatement, type ImportInput } from '../../components/send-statement.ts';
import { useStatementImport } from '../../components/statement-import.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useCommand, useQuery } from '../../engine/use-engine.tsx';
import { useWhyNot } from '../../engine/why-not.ts';
import { customColumn, dateColumn, momentColumn, moneyColumn, numberColumn, textColumn } from '../../grid/columns.tsx';
import { DataGrid } from '../../grid/data-grid.tsx';
import { useNotices } from '../../stores/notice-store.ts';
import { useProgress } from '../../stores/progress-store.ts';
import { go, useRoute } from '../../stores/route-store.ts';
import { counted, day, moment } from '../../text/format.ts';
import type { StatusWord } from '../../text/words.ts';

const TASK = 'statements.import';

const issueWord = ({ issues, asItIs }: StatementFile): StatusWord => (asItIs !== null ? { label: 'Taken as it is', tone: 'problem' } : issues.length === 0 ? { label: 'Complete', tone: 'good' } : { label: counted(issues.length, 'issue'), tone: 'problem' });
const currency = (file: StatementFile): string => file.currency;

const COLUMNS = [
  textColumn<StatementFile>('fileName', 'File', { flex: 1, minWidth: 180, strong: true }),
  textColumn<StatementFile>('format', 'Format', { width: 132 }),
  textColumn<StatementFile>('account', 'Account', { width: 84 }),
  dateColumn<StatementFile>('fromOn', 'From', { width: 106 }),
  dateColumn<StatementFile>('toOn', 'To', { width: 106 }),
  numberColumn<StatementFile>('entries', 'Lines', { width: 72 }),
  moneyColumn<StatementFile>('openingMinor', 'Opening', { currency, width: 106, hidden: true }),
  moneyColumn<StatementFile>('closingMinor', 'Closing', { currency, width: 106 }),
  textColumn<StatementFile>('currency', 'Currency', { width: 84, hidden: true }),
  textColumn<StatementFile>('payoutReference', 'Payout', { width: 120, hidden: true }),
  customColumn<StatementFile>('issues', 'Read', { text: file => [file.asItIs?.finding ?? '', ...file.issues].join(' '), render: file => <Status status={issueWord(file)} />, width: 124, filter: false }),
  momentColumn<StatementFile>('importedAt', 'Imported', { width: 130, hidden: true }),
];
const fileId = ({ id }: StatementFile): string => id;

export function StatementsPage() {
  const { rest } = useRoute();
  const files = useQuery('statements', client => client.statements.list({}));
  const whyNot = useWhyNot();
  const say = useNotices(store => store.say);
  const [removing, setRemoving] = useState<StatementFile>();
  const command = useCommand((client, input: ImportInput, signal) => sendStatement(client, input, signal), { inline: true });
  const remove = useCommand((client, input: { id: StatementFile['id']; reason: string }) => client.statements.remove(input), { inline: true });
  const progress = useProgress(store => store.tasks[TASK]);
  const send = async (input: ImportInput) => {
    const outcome = await command.run(input);
    useProgress.getState().tellTask({ task: TASK, text: '', done: 1, total: 1 });
    return outcome;
  };
  const importer = useStatementImport({ send, busy: command.busy, error: command.error, onCancel: command.cancel, clear: command.clear, progress });
  const noImport = whyNot(contract.statements.import);
  const open = files.status === 'ready' ? files.value.find(({ id }) => id === rest[0]) : undefined;
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    if (noImport === undefined) importer.take(event.dataTransfer.files);
  };
  const onRemove = async (reason: string) => {
    if (!removing || !await remove.run({ id: removing.id, reason })) return;
    say(`${removing.fileName} removed`);
    setRemoving(undefined);
    go('statements');
  };
  return (
    <Page title="Statements" actions={<FileButton variant="contained" whyNot={noImport} onFiles={importer.take}>Import statement</FileButton>}>
      <Box onDragOver={event => event.preventDefault()} onDrop={onDrop} sx={{ flex: 1, minHeight: 0, display: 'flex', flexDirection: 'column' }}>
        {files.status !== 'ready' ? <Waiting on={files} /> : (
          <DataGrid<StatementFile> id="statements" label="Imported statements" unit="file" columns={COLUMNS} rowId={fileId} rows={files.value} onOpen={file => go(`statements/${file.id}`)}
            empty={{ title: 'No statement is imported yet', text: 'Drop bank statements and settlement reports here: camt.053, MT940, OFX, BAI2, CSV, and the reports of Amazon, eBay, PayPal, Shopify, Stripe and Adyen.' }} />
        )}
      </Box>
      <SideDrawer open={open !== undefined} label="Statement" title={open?.fileName ?? ''} onClose={() => go('statements')}
        actions={open && <ActButton color="error" variant="outlined" whyNot={whyNot(contract.statements.remove)} onClick={() => setRemoving(open)}>Remove…</ActButton>}>
        {open && <Detail file={open} />}
      </SideDrawer>
      <ConfirmDialog open={removing !== undefined} destructive title={`Remove ${removing?.fileName ?? ''}`} action="Remove" text={`Its ${counted(removing?.entries ?? 0, 'line')} leave the reconciliation. A file with matched lines is not removed; take those matches apart first.`}
        reason={{ label: 'Why it is removed' }} busy={remove.busy} error={remove.error} onClose={() => { setRemoving(undefined); remove.clear(); }} onConfirm={reason => { void onRemove(reason); }} />
      {importer.dialog}
    </Page>
  );
}

function Detail({ file }: { file: StatementFile }) {
  const balance = (minor: number | null) => (minor === null ? 'not stated' : <Amount minor={minor} currency={file.currency} showCurrency />);
  const facts = [
    ['Format', file.format], ['Account', file.account], ['Days', file.fromOn === null || file.toOn === null ? 'not stated' : `${day(file.fromOn)} to ${day(file.toOn)}`], ['Lines', String(file.entries)],
    ['Opening balance', balance(file.openingMinor)], ['Closing balance', balance(file.closingMinor)], ['Payout', file.payoutReference ?? '–'], ['Imported', `${moment(file.importedAt)} by ${file.importedBy}`],
  ] as const;
  return (
    <>
      <Box component="dl" sx={{ m: 0, display: 'grid', gridTemplateColumns: '150px minmax(0, 1fr)', rowGap: 0.75, fontSize: 13.5, '& dt': { color: 'text.secondary' }, '& dd': { m: 0, overflowWrap: 'anywhere' } }}>
        {facts.map(([name, value]) => [<dt key={name}>{name}</dt>, <dd key={`${name} value`}>{value}</dd>])}
      </Box>
      {file.asItIs !== null && (
        <section>
          <Typography variant="h2" sx={{ mb: 0.75 }}>Taken as it is</Typography>
          <Banner tone="problem">{file.asItIs.finding}<Box component="p" sx={{ m: 0, mt: 0.75 }}><strong>{`${file.importedBy} took it, because: `}</strong>{file.asItIs.reason}</Box></Banner>
        </section>
      )}
      {file.issues.length === 0 ? file.asItIs === null && <Banner tone="good">Read completely: every line is there, and the balances add up where the file states them.</Banner> : (
        <section>
          <Typography variant="h2" sx={{ mb: 0.75 }}>Issues</Typography>
          {file.issues.map(issue => <Box key={issue} sx={{ mb: 0.75 }}><Banner tone="problem">{issue}</Banner></Box>)}
        </section>
      )}
    </>
  );
}
