import { Box, MenuItem, TextField, Typography } from '@mui/material';
import { useEffect, useState, type ReactNode } from 'react';
import { contract } from '../../../shared/contract/contract.ts';
import { DEFAULT_MASTERS } from '../../../shared/contract/customers.ts';
import type { CustomerField } from '../../../shared/contract/customers.ts';
import type { Settings } from '../../../shared/contract/settings.ts';
import type { LocalDate } from '../../../shared/values/date.ts';
import { ActButton } from '../../components/act-button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { Page, Panel } from '../../components/page.tsx';
import { Banner } from '../../components/status-chip.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useCommand, useQuery } from '../../engine/use-engine.tsx';
import { useWhyNot } from '../../engine/why-not.ts';
import { useNotices } from '../../stores/notice-store.ts';
import { AiPanel } from './ai-panel.tsx';
import { ChannelsPanel } from './channels-panel.tsx';
import { MoneyField } from './money-field.tsx';
import { TableEditor } from './table-editor.tsx';
import { changedParts } from './settings-text.ts';

/** Kept apart from the saved settings until they are saved with a reason. */
export function SettingsPage() {
  const held = useQuery('settings', client => client.settings.get({}));
  if (held.status !== 'ready') return <Page title="Settings"><Waiting on={held} rows={12} /></Page>;
  return <SettingsForm saved={held.value.settings} rev={held.value.rev} />;
}

const CUSTOMER_FIELDS: readonly (readonly [CustomerField, string])[] = [['creditLimit', 'Credit limit'], ['onHold', 'On hold'], ['name', 'Name'], ['email', 'E-mail'], ['phone', 'Telephone'], ['postcode', 'Postcode']];
const RATE_SOURCES = ['orders', 'table', 'erp'] as const;
const TIME_ZONES = ['Europe/London', 'Europe/Dublin', 'Europe/Berlin', 'Europe/Paris', 'Europe/Amsterdam', 'America/New_York', 'America/Chicago', 'America/Denver', 'America/Los_Angeles', 'Australia/Sydney', 'UTC'];

function SettingsForm({ saved, rev }: { saved: Settings; rev: number }) {
  const whyNot = useWhyNot();
  const say = useNotices(store => store.say);
  const [draft, setDraft] = useState(saved);
  const [base, setBase] = useState({ saved, rev });
  const [saving, setSaving] = useState(false);
  const save = useCommand((client, input: { settings: Settings; rev: number; reason: string }) => client.settings.save(input), { inline: true });
  const changed = changedParts(base.saved, draft);
  useEffect(() => {
    if (rev !== base.rev && changed.length === 0) { setDraft(saved); setBase({ saved, rev }); }
  }, [rev, saved, base.rev, changed.length]);
  const notAllowed = whyNot(contract.settings.save);
  const off = notAllowed !== undefined;
  const set = <K extends keyof Settings>(name: K, value: Settings[K]) => setDraft(before => ({ ...before, [name]: value }));
  const rates = draft.exchangeRates ?? { from: 'orders' as const, table: '' };
  const codeField = (name: 'carriageNominal' | 'roundingNominal' | 'writeOffNominal', label: string) => <TextField label={label} value={draft[name]} disabled={off} onChange={event => set(name, event.target.value.slice(0, 41))} />;
  const onSave = async (reason: string) => {
    const answer = await save.run({ settings: draft, rev: base.rev, reason });
    if (!answer) return;
    setBase({ saved: answer.settings, rev: answer.rev });
    setDraft(answer.settings);
    setSaving(false);
    say('Settings saved');
  };
  const actions = (
    <>
      {changed.length > 0 && <Typography color="text.secondary">{`Changed: ${changed.join(', ')}`}</Typography>}
      <ActButton variant="outlined" disabled={changed.length === 0} onClick={() => { setDraft(saved); setBase({ saved, rev }); }}>Discard changes</ActButton>
      <ActButton variant="contained" whyNot={notAllowed} disabled={changed.length === 0} onClick={() => setSaving(true)}>Save…</ActButton>
    </>
  );
  return (
    <Page title="Settings" scroll actions={actions}>
      {off && <Banner tone="quiet">You see everything here; changing it needs the role admin or accountant.</Banner>}
      {rev !== base.rev && <Banner tone="problem" action={<ActButton onClick={() => { setDraft(saved); setBase({ saved, rev }); }}>Take the newer ones</ActButton>}>The settings were changed elsewhere meanwhile. What you typed is kept, and can be saved after you took the newer ones.</Banner>}
      <Box sx={{ display: 'grid', gap: 1.5, gridTemplateColumns: { xs: 'minmax(0, 1fr)', xl: 'minmax(0, 1fr) minmax(0, 1fr)' }, alignItems: 'start' }}>
        <Section title="Books">
          <TextField select label="Company’s time zone" value={draft.timeZone} disabled={off} helperText="A moment belongs to the day in this zone" onChange={event => set('timeZone', event.target.value)}>
            {(TIME_ZONES.includes(draft.timeZone) ? TIME_ZONES : [draft.timeZone, ...TIME_ZONES]).map(zone => <MenuItem key={zone} value={zone}>{zone}</MenuItem>)}
          </TextField>
          <TextField select label="Invoices" value={draft.invoiceMode} disabled={off} helperText="Who posts the sales invoices of despatched orders" onChange={event => set('invoiceMode', event.target.value === 'ledger' ? 'ledger' : 'sop')}>
            <MenuItem value="sop">Sage’s own staff, from sales orders (SOP)</MenuItem>
            <MenuItem value="ledger">Tieout, straight to the sales ledger</MenuItem>
          </TextField>
          <TextField select label="Exchange rates" value={rates.from} disabled={off} helperText="What the rates of documents in the ERP are compared with" onChange={event => set('exchangeRates', { ...rates, from: RATE_SOURCES.find(source => source === event.target.value) ?? 'orders' })}>
            <MenuItem value="orders">Each order’s own</MenuItem>
            <MenuItem value="table">A lookup table of days</MenuItem>
            <MenuItem value="erp">The ERP’s: nothing to compare</MenuItem>
          </TextField>
          {rates.from === 'table' && <TextField label="Lookup table of rates" value={rates.table} disabled={off} helperText="A row for each day (2026-10-05), a column for each currency (EUR)" onChange={event => set('exchangeRates', { ...rates, table: event.target.value.slice(0, 60) })} />}
          <TextField type="date" label="Books are open from" value={draft.booksOpenFrom} disabled={off} helperText="Nothing is posted before this day" slotProps={{ inputLabel: { shrink: true } }} onChange={event => { if (event.target.value !== '') set('booksOpenFrom', event.target.value as LocalDate); }} />
          <TextField type="number" label="Parallel requests to Sage" value={draft.erpConcurrency} disabled={off} helperText="1 to 8; Sage’s own server works one after another" slotProps={{ htmlInput: { min: 1, max: 8 } }} onChange={event => set('erpConcurrency', Math.min(8, Math.max(1, Math.trunc(Number(event.target.value)) || 1)))} />
        </Section>
        <Section title="Nominal codes and limits">
          {codeField('carriageNominal', 'Carriage')}
          {codeField('roundingNominal', 'Rounding')}
          {codeField('writeOffNominal', 'Write-offs')}
          <MoneyField label="Largest write-off by rule" minor={draft.writeOffLimitMinor} disabled={off} helperText="Above it an admin approves" onMinor={minor => set('writeOffLimitMinor', minor)} />
          <MoneyField label="Hold orders above" minor={draft.holdAboveMinor} disabled={off} helperText="0.00 = no hold" onMinor={minor => set('holdAboveMinor', minor)} />
        </Section>
        <Section title="Items">
          <FollowedField label="Stock levels" value={draft.stockMaster} disabled={off} onValue={side => set('stockMaster', side)} />
          <FollowedField label="List prices" value={draft.priceMaster} disabled={off} onValue={side => set('priceMaster', side)} />
        </Section>
        <Section title="Customers: whose word counts">
          {CUSTOMER_FIELDS.map(([field, label]) => (
            <TextField key={field} select label={label} value={(draft.customerMasters ?? DEFAULT_MASTERS)[field]} disabled={off} onChange={event => set('customerMasters', { ...DEFAULT_MASTERS, ...draft.customerMasters, [field]: event.target.value === 'erp' ? 'erp' : 'shop' })}>
              <MenuItem value="erp">The ERP’s</MenuItem>
              <MenuItem value="shop">The shop’s</MenuItem>
            </TextField>
          ))}
        </Section>
        <Box sx={{ gridColumn: '1 / -1', minWidth: 0 }}><ChannelsPanel channels={draft.channels} readOnly={off} onChannels={channels => set('channels', channels)} /></Box>
        <TableEditor title="Tax codes" text="Rate and country to Sage’s tax code; the first that fits is used, * is any country." readOnly={off} rows={draft.taxCodes} onRows={rows => set('taxCodes', rows)} start={{ rate: '', country: '*', code: '' }} fields={[{ name: 'rate', label: 'Rate %', width: 90, max: 8 }, { name: 'country', label: 'Country', max: 60 }, { name: 'code', label: 'Sage code', width: 110, max: 4 }]} unit="tax code" />
        <TableEditor title="SKU aliases" text="A SKU of the shop to an item code in Sage." readOnly={off} rows={draft.skuAliases} onRows={rows => set('skuAliases', rows)} start={{ sku: '', itemCode: '' }} fields={[{ name: 'sku', label: 'SKU', max: 60 }, { name: 'itemCode', label: 'Sage item code', max: 30 }]} unit="alias" />
        <Box sx={{ gridColumn: '1 / -1', minWidth: 0 }}><AiPanel /></Box>
      </Box>
      <ConfirmDialog open={saving} title="Save the settings" action="Save" text={`Changed: ${changed.join(', ')}. They hold for everything that is read or posted from now on.`} reason={{ label: 'Why', required: false }} busy={save.busy} error={save.error} onClose={() => { setSaving(false); save.clear(); }} onConfirm={reason => { void onSave(reason); }} />
    </Page>
  );
}

/** Which side is followed in a value of items. */
function FollowedField({ label, value, disabled, onValue }: { label: string; value: Settings['stockMaster']; disabled: boolean; onValue(side: Settings['stockMaster']): void }) {
  return (
    <TextField select label={label} value={value} disabled={disabled} helperText="The other side is told what differs" onChange={event => onValue(event.target.value === 'shop' ? 'shop' : 'erp')}>
      <MenuItem value="erp">The ERP’s</MenuItem>
      <MenuItem value="shop">The shop’s</MenuItem>
    </TextField>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return <Panel title={title}><Box sx={{ p: 1.75, display: 'grid', gap: 1.75, gridTemplateColumns: 'repeat(auto-fit, minmax(184px, 1fr))' }}>{children}</Box></Panel>;
}
