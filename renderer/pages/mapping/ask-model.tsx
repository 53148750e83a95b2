import { Box, Button, Checkbox, Dialog, DialogActions, DialogContent, DialogTitle, FormControlLabel, LinearProgress, MenuItem, TextField, ToggleButton, ToggleButtonGroup, Typography } from '@mui/material';
import { useEffect, useRef, useState } from 'react';
import type { AskAnswer, PreparedAsk } from '../../../shared/contract/ai.ts';
import { formatMicro } from '../../../shared/values/micro.ts';
import { Banner } from '../../components/status-chip.tsx';
import { useProgress } from '../../stores/progress-store.ts';
import { counted } from '../../text/format.ts';
import { MONO } from '../../theme.ts';
import { laidOut } from './laid-out.ts';
import type { MappingWork } from './use-mapping.ts';

type AskModelProps = { work: MappingWork; onClose: () => void };
type Stage = { at: 'preparing' } | { at: 'shown'; prepared: PreparedAsk } | { at: 'asking'; prepared: PreparedAsk } | { at: 'answered'; answer: AskAnswer };

/** What would be sent, to whom and for how much; sent only when a person says so, and then what came back. */
export function AskModel({ work, onClose }: AskModelProps) {
  const { step } = work;
  const [stage, setStage] = useState<Stage>({ at: 'preparing' });
  const [withSamples, setWithSamples] = useState(false);
  const controller = useRef(new AbortController());
  const close = useRef(onClose);
  useEffect(() => { close.current = onClose; });

  useEffect(() => {
    let isCurrent = true;
    void step((client, draft) => client.ai.prepare({ ...draft, withSamples })).then(prepared => {
      if (!isCurrent) return;
      if (prepared) setStage({ at: 'shown', prepared });
      else close.current();
    });
    return () => { isCurrent = false; };
  }, [step, withSamples]);

  const send = async (prepared: PreparedAsk) => {
    setStage({ at: 'asking', prepared });
    const { signal } = controller.current;
    const answer = await step(async client => {
      try {
        return await client.ai.ask({ ticket: prepared.ticket }, { signal });
      } catch (error) {
        // Who cancels knows why nothing came.
        if (signal.aborted) return undefined;
        throw error;
      }
    });
    if (answer) setStage({ at: 'answered', answer });
    else close.current();
  };
  const leave = () => {
    controller.current.abort();
    onClose();
  };
  return (
    <Dialog open onClose={stage.at === 'asking' ? undefined : leave} fullWidth maxWidth="md" aria-labelledby="ask-model-title">
      <DialogTitle id="ask-model-title">{stage.at === 'answered' ? 'What the model says' : 'This is what will be sent'}</DialogTitle>
      {stage.at === 'preparing' && <DialogContent><LinearProgress aria-label="Writing the question" /></DialogContent>}
      {stage.at === 'asking' && <Asking prepared={stage.prepared} mapping={work.summary?.id ?? ''} onCancel={leave} />}
      {stage.at === 'answered' && <Answered answer={stage.answer} onClose={onClose} />}
      {stage.at === 'shown' && <Shown prepared={stage.prepared} withSamples={withSamples} onSamples={setWithSamples} onSend={() => { void send(stage.prepared); }} onClose={leave} />}
    </Dialog>
  );
}

type ShownProps = { prepared: PreparedAsk; withSamples: boolean; onSamples: (withSamples: boolean) => void; onSend: () => void; onClose: () => void };

function Shown({ prepared, withSamples, onSamples, onSend, onClose }: ShownProps) {
  const { calls, currency, atMostMicro, spentMicro, monthlyCapMicro } = prepared;
  const [chosen, setChosen] = useState(0);
  const [view, setView] = useState<'sent' | 'laidOut'>('sent');
  const call = calls[Math.min(chosen, calls.length - 1)];
  const tooMuch = (calls.length === 0 ? 0 : atMostMicro / calls.length) > monthlyCapMicro - spentMicro;
  return (
    <>
      <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 1.5 }}>
        <Box component="dl" sx={{ m: 0, display: 'grid', gridTemplateColumns: 'auto 1fr', columnGap: 2, rowGap: 0.5, fontSize: 13, '& dt': { color: 'text.secondary' }, '& dd': { m: 0, overflowWrap: 'anywhere' } }}>
          <dt>To</dt><dd>{prepared.url}</dd>
          <dt>Model</dt><dd>{prepared.model}</dd>
          <dt>About</dt><dd>{counted(prepared.fields, 'open field')} below 90{prepared.leftOut > 0 ? `; ${prepared.leftOut} more are left for the next time` : ''}</dd>
          <dt>Says</dt><dd>names, types, lengths and descriptions of fields; {withSamples ? 'up to three values of each source, e-mails, accounts and long numbers masked' : 'of values only the shape (AA-9999)'}. Unknown words, which may be names of people, are masked.</dd>
          <dt>Costs</dt><dd>at most {currency} {formatMicro(atMostMicro)}; {formatMicro(spentMicro)} of {formatMicro(monthlyCapMicro)} are used this month</dd>
        </Box>
        {tooMuch && <Banner tone="problem">This could go beyond what may be spent this month, so it will not be sent. An admin can raise the cap under Settings.</Banner>}
        <FormControlLabel control={<Checkbox size="small" checked={withSamples} onChange={event => onSamples(event.target.checked)} />} label="Send sample values too, this time only" sx={{ alignSelf: 'start', my: -0.5 }} />
        <Box sx={{ display: 'flex', alignItems: 'center', gap: 1.5, flexWrap: 'wrap' }}>
          <ToggleButtonGroup exclusive size="small" value={view} aria-label="How the request is shown" onChange={(_, next: typeof view | null) => setView(next ?? view)}>
            <ToggleButton value="sent">As sent</ToggleButton>
            <ToggleButton value="laidOut">Laid out</ToggleButton>
          </ToggleButtonGroup>
          {calls.length > 1 && <TextField select size="small" label="Request" value={chosen} onChange={event => setChosen(Number(event.target.value))} sx={{ minWidth: 150 }}>{calls.map(({ sha256, fields }, index) => <MenuItem key={sha256} value={index}>{`${index + 1} of ${calls.length}: ${counted(fields, 'field')}`}</MenuItem>)}</TextField>}
          <Typography variant="caption" color="textSecondary" noWrap title={call?.sha256} sx={{ minWidth: 0 }}>{call ? `${call.bytes.toLocaleString()} bytes · SHA-256 ${call.sha256.slice(0, 16)}…` : ''}</Typography>
        </Box>
        <Box component="pre" tabIndex={0} aria-label="The request" sx={theme => ({ m: 0, p: 1.25, height: 260, overflow: 'auto', fontFamily: MONO, fontSize: 12, lineHeight: 1.5, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', backgroundColor: theme.grid.stripe, border: 1, borderColor: 'divider', borderRadius: 1 })}>
          {view === 'sent' ? `POST ${prepared.url}\n${prepared.headers.join('\n')}\n\n${call?.body ?? ''}` : laidOut(call?.body ?? '')}
        </Box>
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2 }}>
        <Typography variant="caption" color="textSecondary" sx={{ flex: 1 }}>Kept in the audit trail, with what it cost and who decides on it.</Typography>
        <Button variant="outlined" onClick={onClose}>Cancel</Button>
        <Button variant="contained" autoFocus disabled={tooMuch || prepared.withSamples !== withSamples} onClick={onSend}>{calls.length > 1 ? `Send ${calls.length} requests` : 'Send'}</Button>
      </DialogActions>
    </>
  );
}

function Asking({ prepared, mapping, onCancel }: { prepared: PreparedAsk; mapping: string; onCancel: () => void }) {
  const task = useProgress(({ tasks }) => tasks[`ai.ask ${mapping}`]);
  const done = task?.done ?? 0;
  return (
    <>
      <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 1.5 }}>
        <Typography role="status">{`Asking ${prepared.model}: request ${Math.min(done + 1, prepared.calls.length)} of ${prepared.calls.length}`}</Typography>
        <LinearProgress aria-label="Asking the model" {...(prepared.calls.length > 1 ? { variant: 'determinate', value: (done / prepared.calls.length) * 100 } : {})} />
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2 }}><Button variant="outlined" autoFocus onClick={onCancel}>Cancel</Button></DialogActions>
    </>
  );
}

function Answered({ answer, onClose }: { answer: AskAnswer; onClose: () => void }) {
  const { asked, chosen, agreed, none, unanswered, refusals, calls, costMicro, currency } = answer;
  const rows = [['Another source first', chosen], ['Same source as before', agreed], ['None found right', none], ['Not answered: the suggestion stands', unanswered]] as const;
  return (
    <>
      <DialogContent sx={{ display: 'flex', flexDirection: 'column', gap: 1.5 }}>
        <Typography>{chosen + agreed + none === 0 ? 'Nothing of what came back could be used. All suggestions are as they were.' : `Of ${counted(asked, 'field')}. Nothing is decided yet: accept or reject each as usual; the model’s words stand beside its choice.`}</Typography>
        <Box component="dl" sx={{ m: 0, display: 'grid', gridTemplateColumns: 'auto 1fr', columnGap: 2, rowGap: 0.25, fontSize: 13, '& dd': { m: 0, fontWeight: 600, fontVariantNumeric: 'tabular-nums' } }}>
          {rows.map(([label, count]) => <Box key={label} sx={{ display: 'contents' }}><dt>{label}</dt><dd>{count}</dd></Box>)}
        </Box>
        {refusals.length > 0 && <Banner tone="problem"><Box component="ul" sx={{ m: 0, pl: 2 }}>{refusals.map(refusal => <li key={refusal}>{refusal}</li>)}</Box></Banner>}
        <Typography variant="caption" color="textSecondary">{counted(calls, 'call')}, {currency} {formatMicro(costMicro)}</Typography>
      </DialogContent>
      <DialogActions sx={{ px: 3, pb: 2 }}><Button variant="contained" autoFocus onClick={onClose}>Look at the fields</Button></DialogActions>
    </>
  );
}
