import { Accordion, AccordionDetails, AccordionSummary, Box, TextField, Typography } from '@mui/material';
import ExpandMoreIcon from '@mui/icons-material/ExpandMore';
import { useEffect, useState } from 'react';
import { contract } from '../../../shared/contract/contract.ts';
import type { DeadLetter, LetterDetail } from '../../../shared/contract/dead-letters.ts';
import { ActButton } from '../../components/act-button.tsx';
import { Amount } from '../../components/amount.tsx';
import { JsonText } from '../../components/json-text.tsx';
import { SideDrawer } from '../../components/side-drawer.tsx';
import { Banner, Status } from '../../components/status-chip.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useCommand, useQuery } from '../../engine/use-engine.tsx';
import { useWhyNot } from '../../engine/why-not.ts';
import { useNotices } from '../../stores/notice-store.ts';
import { counted, moment } from '../../text/format.ts';
import { letterStates } from '../../text/words.ts';

type LetterDrawerProps = { id: DeadLetter['id'] | undefined; onClose: () => void; onSentAgain: () => void };

/** One failed order: what would be sent, what was answered, and everything that happened to it. */
export function LetterDrawer({ id, onClose, onSentAgain }: LetterDrawerProps) {
  return <SideDrawer open={id !== undefined} onClose={onClose} label="Failed order" title="Failed order" width={620}>{id !== undefined && <Letter id={id} onSentAgain={onSentAgain} />}</SideDrawer>;
}

function Letter({ id, onSentAgain }: { id: DeadLetter['id']; onSentAgain: () => void }) {
  const detail = useQuery('deadLetters', client => client.deadLetters.get({ id }), [id]);
  if (detail.status !== 'ready') return <Waiting on={detail} />;
  const { letter, attempts, mappingVersion } = detail.value;
  return (
    <>
      <Box>
        <Box sx={{ display: 'flex', gap: 1.5, alignItems: 'baseline' }}>
          <Typography variant="h1" component="h2">{letter.reference}</Typography>
          <Status status={letterStates[letter.status]} />
          <Box sx={{ flex: 1 }} />
          <Amount minor={letter.amountMinor} currency={letter.currency} showCurrency strong />
        </Box>
        <Typography color="textSecondary">{`${letter.channel} · ${letter.step} · ${counted(letter.attempts, 'attempt')}${mappingVersion === null ? '' : ` · mapping v${mappingVersion}`}`}</Typography>
      </Box>
      {letter.status === 'waiting' && <Banner tone="broken">{letter.message}</Banner>}
      <Fields key={letter.id} detail={detail.value} onSentAgain={onSentAgain} />
      <section>
        <Typography variant="h2" sx={{ mb: 0.75 }}>Attempts</Typography>
        {attempts.length === 0 && <Typography color="textSecondary">It was stopped before anything was sent.</Typography>}
        {attempts.map(({ at, status, request, answer }, index) => (
          <Accordion key={`${at} ${index}`} disableGutters variant="outlined" defaultExpanded={index === attempts.length - 1} slotProps={{ transition: { timeout: 0 } }}>
            <AccordionSummary expandIcon={<ExpandMoreIcon fontSize="small" />}><Typography sx={{ fontWeight: 600, mr: 1.5 }}>{status}</Typography><Typography color="textSecondary">{moment(at)}</Typography></AccordionSummary>
            <AccordionDetails sx={{ display: 'grid', gap: 1 }}>
              <Typography variant="caption" color="textSecondary">Request</Typography><JsonText text={request} label="Request" maxHeight={220} />
              <Typography variant="caption" color="textSecondary">Answer</Typography><JsonText text={answer} label="Answer" maxHeight={220} />
            </AccordionDetails>
          </Accordion>
        ))}
      </section>
      {letter.recordId !== null && <Timeline recordId={letter.recordId} />}
    </>
  );
}

function Fields({ detail, onSentAgain }: { detail: LetterDetail; onSentAgain: () => void }) {
  const { letter } = detail;
  const whyNot = useWhyNot();
  const say = useNotices(store => store.say);
  const [changes, setChanges] = useState<Record<string, string>>({});
  useEffect(() => setChanges({}), [letter.status]);
  const save = useCommand((client, given: Record<string, string>) => client.deadLetters.edit({ id: letter.id, changes: given }), { inline: true });
  const requeue = useCommand(client => client.deadLetters.requeue({ ids: [letter.id] }));
  const changed = Object.keys(changes).length > 0;
  const waits = letter.status === 'waiting';
  const store = async (): Promise<boolean> => {
    if (!changed) return true;
    const saved = await save.run(changes);
    if (!saved) return false;
    setChanges({});
    const left = saved.fields.find(({ issue }) => issue !== null);
    if (left) say(`Saved. ${left.path} still needs a change: ${left.issue ?? ''}`);
    return left === undefined;
  };
  const sendAgain = async () => {
    if (!await store()) return;
    if (await requeue.run(undefined)) { say(`${letter.reference} sent again`); onSentAgain(); }
  };
  return (
    <Box component="form" aria-label="Fields of the document" onSubmit={event => { event.preventDefault(); void sendAgain(); }} sx={{ display: 'flex', flexDirection: 'column', gap: 1.5 }}>
      <Typography variant="h2">What will be sent</Typography>
      {inOrder(detail).map(({ path, value, editable, maxLength, issue }) => {
        const typed = changes[path] ?? value;
        const tooLong = maxLength !== null && typed.length > maxLength;
        return editable && waits ? (
          <TextField key={path} label={path} value={typed} disabled={whyNot(contract.deadLetters.edit) !== undefined} error={tooLong || (issue !== null && typed === value)}
            helperText={[tooLong ? `${typed.length - (maxLength ?? 0)} characters too long` : typed === value ? issue : null, maxLength === null ? null : `${typed.length} of ${maxLength}`].filter(Boolean).join(' · ')}
            onChange={event => setChanges(before => ({ ...before, [path]: event.target.value }))} />
        ) : (
          <Box key={path} sx={{ display: 'grid', gridTemplateColumns: 'minmax(140px, 220px) minmax(0, 1fr)', gap: 1.5, fontSize: 13 }}>
            <Box component="span" sx={{ color: 'text.secondary', overflowWrap: 'anywhere' }}>{path}</Box>
            <Box component="span" sx={{ overflowWrap: 'anywhere' }}>{value === '' ? '–' : value}{issue !== null && <Box component="span" sx={{ color: 'error.main', ml: 1 }}>{issue}</Box>}</Box>
          </Box>
        );
      })}
      {save.error && <Banner tone="broken">{save.error.message}</Banner>}
      {waits && (
        <Box sx={{ display: 'flex', gap: 1, justifyContent: 'flex-end', position: 'sticky', bottom: -14, backgroundColor: 'background.paper', py: 1, borderTop: 1, borderColor: 'divider' }}>
          <ActButton variant="outlined" disabled={!changed || save.busy} whyNot={whyNot(contract.deadLetters.edit)} onClick={() => { void store().then(done => { if (done) say('Saved'); }); }}>Save</ActButton>
          <ActButton type="submit" variant="contained" disabled={save.busy || requeue.busy} whyNot={whyNot(contract.deadLetters.requeue)}>{changed ? 'Save and resubmit' : 'Resubmit'}</ActButton>
        </Box>
      )}
    </Box>
  );
}

/** What was refused first, then what may be changed, then the rest as the document has it. */
function inOrder({ letter, fields }: LetterDetail): LetterDetail['fields'] {
  const rank = ({ path, issue, editable }: LetterDetail['fields'][number]) => (issue !== null ? 0 : path === letter.field ? 1 : editable ? 2 : 3);
  return fields.toSorted((a, b) => rank(a) - rank(b));
}

function Timeline({ recordId }: { recordId: NonNullable<DeadLetter['recordId']> }) {
  const timeline = useQuery(['runs', 'deadLetters'], client => client.runs.timeline({ recordId }), [recordId]);
  if (timeline.status !== 'ready') return <Waiting on={timeline} rows={4} />;
  return (
    <section>
      <Typography variant="h2" sx={{ mb: 0.75 }}>Timeline</Typography>
      <Box component="ol" sx={{ listStyle: 'none', m: 0, p: 0, borderLeft: 2, borderColor: 'divider', ml: 0.5 }}>
        {timeline.value.entries.map(({ at, who, what, detail }, index) => (
          <Box component="li" key={`${at} ${index}`} sx={{ pl: 1.75, pb: 1.25, position: 'relative', '&::before': { content: '""', position: 'absolute', left: -5, top: 6, width: 8, height: 8, borderRadius: '50%', backgroundColor: 'primary.main' } }}>
            <Typography sx={{ fontWeight: 600 }}>{what}</Typography>
            <Typography variant="caption" color="textSecondary">{`${moment(at)} · ${who}`}</Typography>
            {detail !== '' && <Typography color="textSecondary">{detail}</Typography>}
          </Box>
        ))}
      </Box>
    </section>
  );
}
