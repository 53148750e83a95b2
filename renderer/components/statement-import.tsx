import { Alert, Box, Button, Dialog, DialogActions, DialogContent, DialogTitle, LinearProgress, MenuItem, TextField, Typography } from '@mui/material';
import { useState, type ReactNode } from 'react';
import { contract } from '../../shared/contract/contract.ts';
import type { AppError } from '../../shared/contract/errors.ts';
import { MAX_FILE_BYTES, MAX_UPLOAD_BYTES, type StatementFile } from '../../shared/contract/statements.ts';
import { useWhyNot } from '../engine/why-not.ts';
import { count, counted } from '../text/format.ts';
import { ActButton } from './act-button.tsx';
import { asBase64, type ImportInput, type ImportOutcome } from './send-statement.ts';
import { ColumnsForm } from './statement-columns.tsx';

/** Sends one file to the engine; undefined when it was refused (`error` then says why) or cancelled. */
export type SendFile = (input: ImportInput) => Promise<ImportOutcome | undefined>;

type Asked = { input: ImportInput; outcome: Exclude<ImportOutcome, { outcome: 'imported' }> };
type Imported = { fileName: string; files: StatementFile[] };

type DoesNotAddUp = Extract<ImportOutcome, { outcome: 'doesNotAddUp' }>;

type Importer = { take: (files: Iterable<File>) => void; dialog: ReactNode };
type ImporterOptions = { send: SendFile; busy: boolean; error: AppError | undefined; onCancel: () => void; clear: () => void; progress?: { text: string; done: number; total: number | null } | undefined };

const MAX_FILES = 50;
const SHORTEST_REASON = 3;
const LONGEST_REASON = 300;

/** Takes statement files one after another, and asks for the account or the columns where a file does not tell. */
export function useStatementImport({ send, busy, error, onCancel, clear, progress }: ImporterOptions): Importer {
  const [queue, setQueue] = useState<File[]>([]);
  const [current, setCurrent] = useState('');
  const [asked, setAsked] = useState<Asked>();
  const [done, setDone] = useState<Imported[]>([]);
  const [refused, setRefused] = useState('');
  const [open, setOpen] = useState(false);
  // From the first file to the last, also between them: "Done" must not flash up under somebody's finger.
  const [working, setWorking] = useState(false);

  async function step(input: ImportInput, rest: File[]): Promise<void> {
    setWorking(true);
    setAsked(undefined);
    setCurrent(input.fileName);
    setQueue(rest);
    const outcome = await send(input);
    const [next, ...others] = rest;
    if (outcome?.outcome === 'imported') {
      setDone(before => [...before, { fileName: input.fileName, files: outcome.files }]);
      if (next) return begin(next, others);
    } else if (outcome) setAsked({ input, outcome });
    setWorking(false);
  }

  async function begin(file: File, rest: File[]): Promise<void> {
    if (file.size > MAX_UPLOAD_BYTES) {
      setCurrent(file.name);
      setQueue(rest);
      setRefused(`${file.name} is larger than ${MAX_UPLOAD_BYTES / 1024 / 1024} MB. Export a shorter range of days.`);
      setWorking(false);
      return;
    }
    const isLarge = file.size > MAX_FILE_BYTES;
    await step({ fileName: file.name, base64: isLarge ? '' : await asBase64(file), file }, rest);
  }

  const take = (files: Iterable<File>) => {
    const [first, ...rest] = [...files].slice(0, MAX_FILES);
    if (!first || busy || working) return;
    clear();
    setDone([]);
    setRefused('');
    setOpen(true);
    setWorking(true);
    void begin(first, rest);
  };
  const close = () => {
    if (busy) onCancel();
    setOpen(false);
    setAsked(undefined);
    setQueue([]);
  };
  const goOn = () => {
    const [next, ...rest] = queue;
    clear();
    setRefused('');
    if (next) void begin(next, rest);
    else close();
  };
  const failure = error?.message ?? refused;
  const whyNotAsItIs = useWhyNot()(contract.statements.importAsItIs);
  const dialog = (
    <Dialog open={open} onClose={close} fullWidth maxWidth={asked?.outcome.outcome === 'needsColumns' ? 'md' : 'sm'}>
      <DialogTitle>{titleOf(current, asked, failure !== '')}</DialogTitle>
      {asked?.outcome.outcome === 'needsColumns' ? (
        <ColumnsForm outcome={asked.outcome} onCancel={close} onColumns={columns => { void step({ ...asked.input, columns }, queue); }} />
      ) : asked?.outcome.outcome === 'needsAccount' ? (
        <AccountForm key={current} fileName={current} found={asked.outcome.found} choices={asked.outcome.choices} onCancel={close} onAccount={account => { void step({ ...asked.input, account }, queue); }} />
      ) : asked?.outcome.outcome === 'doesNotAddUp' ? (
        <AsItIsForm key={current} outcome={asked.outcome} whyNot={whyNotAsItIs} onLeave={() => { setAsked(undefined); goOn(); }} onTake={asItIs => { void step({ ...asked.input, asItIs }, queue); }} />
      ) : (
        <>
          <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 1.5 }}>
            {done.map(({ fileName, files }) => <Result key={fileName} fileName={fileName} files={files} />)}
            {(busy || working) && <Progress text={progress?.text ?? `Reading ${current}`} done={progress?.done ?? 0} total={progress?.total ?? null} />}
            {failure !== '' && <Alert severity={error?.code.includes('duplicate') === true ? 'info' : 'error'}>{failure}</Alert>}
          </DialogContent>
          <DialogActions sx={{ px: 3, pb: 2 }}>
            {busy || working ? <Button variant="outlined" onClick={close}>Cancel</Button>
              : <Button variant="contained" autoFocus onClick={goOn}>{queue.length > 0 ? `Go on with ${counted(queue.length, 'file')}` : 'Done'}</Button>}
          </DialogActions>
        </>
      )}
    </Dialog>
  );
  return { take, dialog };
}

function titleOf(fileName: string, asked: Asked | undefined, failed: boolean): string {
  if (asked?.outcome.outcome === 'needsAccount') return `Which account is ${fileName}?`;
  if (asked?.outcome.outcome === 'doesNotAddUp') return `${fileName} was not imported`;
  if (asked?.outcome.outcome === 'needsColumns') return `What is in the columns of ${fileName}?`;
  return failed ? `${fileName} was not imported` : 'Import statements';
}

function Result({ fileName, files }: { fileName: string; files: readonly StatementFile[] }) {
  const issues = files.flatMap(file => [...(file.asItIs === null ? [] : [`Taken as it is, because: ${file.asItIs.reason}`, file.asItIs.finding]), ...file.issues]);
  return (
    <Alert severity={issues.length > 0 ? 'warning' : 'success'}>
      <Typography sx={{ fontWeight: 600 }}>{fileName}</Typography>
      {files.map(file => <div key={file.id}>{`${file.format} · account ${file.account} · ${counted(file.entries, 'line')} · ${file.currency}`}</div>)}
      {issues.length > 0 && <Box component="ul" sx={{ m: 0, pl: 2.25 }}>{issues.map(issue => <li key={issue}>{issue}</li>)}</Box>}
    </Alert>
  );
}

function Progress({ text, done, total }: { text: string; done: number; total: number | null }) {
  return (
    <Box>
      <Typography>{text}</Typography>
      <LinearProgress aria-label={text} variant={total === null ? 'indeterminate' : 'determinate'} value={total === null ? 0 : (100 * done) / Math.max(1, total)} sx={{ my: 0.75 }} />
      {total !== null && <Typography variant="caption" color="textSecondary">{`${count(done)} of ${count(total)}`}</Typography>}
    </Box>
  );
}

type AsItIsFormProps = { outcome: DoesNotAddUp; whyNot: string | undefined; onTake: (reason: string) => void; onLeave: () => void };

const MAX_FINDINGS_SHOWN = 6;

/** Leaving the file out is what Enter does; taking it needs a reason, which stays with the statement. */
function AsItIsForm({ outcome: { count: all, findings }, whyNot, onTake, onLeave }: AsItIsFormProps) {
  const [reason, setReason] = useState<string>();
  const tooShort = (reason ?? '').trim().length < SHORTEST_REASON;
  const take = () => { if (reason !== undefined && !tooShort) onTake(reason.trim()); };
  const shown = findings.slice(0, MAX_FINDINGS_SHOWN);
  return (
    <form onSubmit={event => { event.preventDefault(); take(); }}>
      <DialogContent sx={{ pt: 0.5, display: 'flex', flexDirection: 'column', gap: 2 }}>
        <Alert severity="error" sx={{ '& .MuiAlert-message': { minWidth: 0, fontVariantNumeric: 'tabular-nums' } }}>
          {shown.map(({ line, message }) => <Typography key={`${line} ${message}`} sx={{ '& + &': { mt: 1 } }}>{message}</Typography>)}
          {all > shown.length && <Typography sx={{ mt: 1 }}>{`${counted(all - shown.length, 'more statement does', 'more statements do')} not add up.`}</Typography>}
        </Alert>
        {reason === undefined ? <Typography color="text.secondary">Every line could be read, and nothing was stored. A line that is missing here would be missing in the reconciliation.</Typography> : (
          <TextField autoFocus multiline minRows={2} label="Why it is taken as it is" value={reason} onChange={event => setReason(event.target.value.slice(0, LONGEST_REASON))} helperText="At least 3 characters; shown with the statement and kept in the audit trail"
            onKeyDown={event => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) take(); }} />
        )}
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2 }}>
        {reason === undefined
          ? <><ActButton variant="outlined" color="inherit" whyNot={whyNot} onClick={() => setReason('')}>Take it as it is…</ActButton><Button variant="contained" autoFocus onClick={onLeave}>Leave it out</Button></>
          : <><Button variant="outlined" onClick={onLeave}>Leave it out</Button><Button type="submit" variant="contained" color="warning" disabled={tooShort}>Take it as it is</Button></>}
      </DialogActions>
    </form>
  );
}

type AccountFormProps = { fileName: string; found: string; choices: readonly { value: string; label: string }[]; onAccount: (account: string) => void; onCancel: () => void };

/** Nothing is chosen beforehand but an account that the file's own name says: lines in the wrong account are a day's work. */
function AccountForm({ fileName, found, choices, onAccount, onCancel }: AccountFormProps) {
  const [account, setAccount] = useState(choices.find(({ value }) => fileName.split(/[^A-Za-z0-9]+/).includes(value))?.value ?? '');
  return (
    <form onSubmit={event => { event.preventDefault(); onAccount(account); }}>
      <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 2 }}>
        <Typography>The file does not name an account of the books. Choose the clearing or bank account in Sage; it is remembered for the next file.{found !== '' && <Box component="span" sx={{ display: 'block', mt: 1, color: 'text.secondary' }}>{found}</Box>}</Typography>
        <TextField select autoFocus label="Account in Sage" value={account} onChange={event => setAccount(event.target.value)}>
          {choices.map(({ value, label }) => <MenuItem key={value} value={value}>{label}</MenuItem>)}
        </TextField>
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2 }}>
        <Button variant="outlined" onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="contained" disabled={account === ''}>Import</Button>
      </DialogActions>
    </form>
  );
}
