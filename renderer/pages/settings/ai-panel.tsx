import { Box, FormControlLabel, MenuItem, Switch, TextField, Typography } from '@mui/material';
import { useEffect, useState } from 'react';
import type { AiSettings, AiState } from '../../../shared/contract/ai.ts';
import { contract } from '../../../shared/contract/contract.ts';
import { formatMicro, parseMicro } from '../../../shared/values/micro.ts';
import { Currency } from '../../../shared/values/money.ts';
import { ActButton } from '../../components/act-button.tsx';
import { Panel } from '../../components/page.tsx';
import { Banner } from '../../components/status-chip.tsx';
import { useCommand, useQuery } from '../../engine/use-engine.tsx';
import { useWhyNot } from '../../engine/why-not.ts';
import { useNotices } from '../../stores/notice-store.ts';
import { counted, moment } from '../../text/format.ts';

/** Which language model may be asked, at what price, and how much of that. Saved by itself, because its key goes into the vault. */
export function AiPanel() {
  const held = useQuery('ai', client => client.ai.state({}));
  return held.status === 'ready' ? <AiForm state={held.value} /> : null;
}

type Draft = { settings: AiSettings; key: string; input: string; output: string; cap: string; seconds: string };

const draftOf = (settings: AiSettings): Draft => ({
  settings, key: '', input: formatMicro(settings.inputPriceMicro), output: formatMicro(settings.outputPriceMicro), cap: formatMicro(settings.monthlyCapMicro), seconds: String(settings.timeoutSeconds),
});

const LONGEST_WAIT = 600;
const secondsOf = (text: string): number | undefined => (/^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= LONGEST_WAIT ? Number(text) : undefined);

/** What was typed as settings; undefined while a figure is none. */
function settingsOf({ settings, input, output, cap, seconds }: Draft): AiSettings | undefined {
  const [inputPriceMicro, outputPriceMicro, monthlyCapMicro, timeoutSeconds] = [parseMicro(input), parseMicro(output), parseMicro(cap), secondsOf(seconds)];
  return inputPriceMicro === undefined || outputPriceMicro === undefined || monthlyCapMicro === undefined || timeoutSeconds === undefined ? undefined : { ...settings, inputPriceMicro, outputPriceMicro, monthlyCapMicro, timeoutSeconds };
}

function AiForm({ state }: { state: AiState }) {
  const whyNot = useWhyNot()(contract.ai.save);
  const off = whyNot !== undefined;
  const say = useNotices(store => store.say);
  const [draft, setDraft] = useState(() => draftOf(state.settings));
  const [base, setBase] = useState(state);
  const save = useCommand((client, input: { settings: AiSettings; rev: number; key: string; removeKey: boolean }) => client.ai.save(input), { inline: true });
  const test = useCommand((client, _: undefined, signal) => client.ai.test({}, { signal }), { inline: true });
  const [tested, setTested] = useState<{ ok: boolean; message: string }>();
  const typed = settingsOf(draft);
  const changed = draft.key !== '' || typed === undefined || JSON.stringify(typed) !== JSON.stringify(base.settings);
  useEffect(() => {
    if (state.rev !== base.rev && !changed) { setBase(state); setDraft(draftOf(state.settings)); }
  }, [state, base.rev, changed]);

  const set = (part: Partial<AiSettings>) => setDraft(before => ({ ...before, settings: { ...before.settings, ...part } }));
  const send = async (given: { settings: AiSettings; key: string; removeKey: boolean }) => {
    const answer = await save.run({ ...given, rev: state.rev });
    if (!answer) return;
    setBase(answer);
    setDraft(draftOf(answer.settings));
    setTested(undefined);
    say(answer.settings.enabled ? 'Language model saved. Test the connection before it is used.' : 'Language model saved');
  };
  const onTest = async () => {
    setTested(undefined);
    setTested(await test.run(undefined));
  };
  const refused = (field: string) => (save.error?.field === field ? save.error.message : undefined);
  const figure = (name: 'input' | 'output' | 'cap', label: string, help: string) => {
    const wrong = parseMicro(draft[name]) === undefined;
    return <TextField label={label} value={draft[name]} disabled={off} error={wrong} helperText={wrong ? 'A figure such as 2.50' : help} slotProps={{ htmlInput: { inputMode: 'decimal', style: { textAlign: 'right' } } }} onChange={event => setDraft({ ...draft, [name]: event.target.value })} />;
  };
  const { settings } = draft;
  return (
    <Panel title="Language model (optional)">
      <Box component="form" onSubmit={event => { event.preventDefault(); if (typed && changed && !off) void send({ settings: typed, key: draft.key, removeKey: false }); }} sx={{ p: 1.75, display: 'flex', flexDirection: 'column', gap: 1.75 }}>
        <Typography variant="body2" color="textSecondary" sx={{ maxWidth: 820 }}>
          Everything works without one. With one, people can ask for a second opinion on suggested mappings: it sees names, types, lengths and descriptions of fields and the shapes of values (AA-9999), never records. What is sent is shown before, and kept in the audit trail.
        </Typography>
        <FormControlLabel control={<Switch checked={settings.enabled} disabled={off} onChange={event => set({ enabled: event.target.checked })} />} label={settings.enabled ? 'On: people may ask it' : 'Off: nothing is sent to anybody'} />
        <Box sx={{ display: 'grid', gap: 1.75, gridTemplateColumns: 'repeat(auto-fill, minmax(216px, 1fr))', alignItems: 'start' }}>
          <TextField label="Address of the service" value={settings.baseUrl} disabled={off} error={refused('baseUrl') !== undefined} helperText={refused('baseUrl') ?? 'OpenAI-compatible; https, or http on this computer'} placeholder="https://api.openai.com/v1" onChange={event => set({ baseUrl: event.target.value.slice(0, 300) })} sx={{ gridColumn: { sm: 'span 2' } }} />
          <TextField label="Model" value={settings.model} disabled={off} error={refused('model') !== undefined} helperText={refused('model') ?? 'As its service calls it'} onChange={event => set({ model: event.target.value.slice(0, 100) })} />
          <TextField label="Key" type="password" autoComplete="off" value={draft.key} disabled={off} placeholder={state.keyHeld ? 'Kept. Type only to replace it.' : ''} helperText={state.keyHeld ? 'In the vault; forgotten when the address changes host' : 'None yet; models on this computer need none'} slotProps={{ inputLabel: { shrink: true } }} onChange={event => setDraft({ ...draft, key: event.target.value.slice(0, 500) })} />
          <TextField select label="Prices in" value={settings.currency} disabled={off} onChange={event => set({ currency: Currency.parse(event.target.value) })}>{Currency.options.map(code => <MenuItem key={code} value={code}>{code}</MenuItem>)}</TextField>
          {figure('input', 'A million tokens read', 'What the service charges')}
          {figure('output', 'A million tokens written', 'What the service charges')}
          {figure('cap', 'Most in a month', 'What could go beyond is not sent')}
          <TextField label="Longest wait, seconds" value={draft.seconds} disabled={off} error={secondsOf(draft.seconds) === undefined} helperText="For one answer; 1 to 600" slotProps={{ htmlInput: { inputMode: 'numeric', style: { textAlign: 'right' } } }} onChange={event => setDraft({ ...draft, seconds: event.target.value })} />
        </Box>
        {save.error && refused('baseUrl') === undefined && refused('model') === undefined && <Banner tone="broken">{save.error.message}</Banner>}
        {test.error && <Banner tone="broken">{test.error.message}</Banner>}
        {tested && <Banner tone={tested.ok ? 'good' : 'broken'}>{tested.message}</Banner>}
        <Box sx={{ display: 'flex', alignItems: 'center', gap: 1, flexWrap: 'wrap' }}>
          <Typography variant="body2" color="textSecondary" sx={{ flex: 1, minWidth: 240 }}>
            {counted(state.calls, 'call')} this month, {state.settings.currency} {formatMicro(state.spentMicro)} of {formatMicro(state.settings.monthlyCapMicro)}{state.testedAt === null ? '' : ` · tested ${moment(state.testedAt)}`}
          </Typography>
          {state.keyHeld && <ActButton whyNot={whyNot} disabled={save.busy} onClick={() => { void send({ settings: base.settings, key: '', removeKey: true }); }}>Forget the key</ActButton>}
          <ActButton variant="outlined" whyNot={whyNot ?? (changed ? 'Save first: the saved settings are tested.' : state.ready ? undefined : state.notReady)} disabled={test.busy} onClick={() => { void onTest(); }}>{test.busy ? 'Testing…' : 'Test connection'}</ActButton>
          <ActButton variant="outlined" type="submit" whyNot={whyNot} disabled={!changed || typed === undefined || save.busy}>Save language model</ActButton>
        </Box>
      </Box>
    </Panel>
  );
}
