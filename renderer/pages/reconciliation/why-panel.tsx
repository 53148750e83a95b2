import { Box, Button, Typography } from '@mui/material';
import { useEffect, useState } from 'react';
import type { OutputOf } from '../../../shared/contract/method.ts';
import type { Entry, Match, reconciliation } from '../../../shared/contract/reconciliation.ts';
import { lineName } from '../../../shared/values/line-name.ts';
import { ActButton } from '../../components/act-button.tsx';
import { Amount } from '../../components/amount.tsx';
import { Key } from '../../components/key-hints.tsx';
import { Status } from '../../components/status-chip.tsx';
import { Waiting } from '../../components/waiting.tsx';
import { useQuery } from '../../engine/use-engine.tsx';
import { kindWord, ruleWord } from '../../text/close-words.ts';
import { day, moment, month, percent } from '../../text/format.ts';
import { entryStates, reasons } from '../../text/words.ts';
import { entryWord } from './entry-columns.tsx';
import { NoteList } from './notes.tsx';

export type Candidate = OutputOf<typeof reconciliation.candidates>[number];

const SETTLE_MS = 120;

/** A value that has rested for a moment: walking through a grid asks once, where it stops. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

type WhyPanelProps = { /** Why the parts of a line cannot be joined by this person now, or undefined. */ whyNotJoin: string | undefined; onJoin: () => void } & PanelProps;
type PanelProps = { entry: Entry | undefined; chosen: number | undefined; onCandidates: (candidates: readonly Candidate[]) => void; onChoose: (index: number) => void };

/** About the line under the keyboard: its match and why it was made, or who could be its partner and what speaks against it. */
export function WhyPanel({ entry, chosen, onCandidates, onChoose, whyNotJoin, onJoin }: WhyPanelProps) {
  return (
    <Box component="section" aria-label="About this line" sx={{ border: 1, borderColor: 'divider', borderRadius: 1.5, backgroundColor: 'background.paper', overflowY: 'auto', minHeight: 0, height: '100%', px: 1.5, py: 1, fontSize: 13 }}>
      {entry?.part && <LineOfPart key={`${entry.id} of its line`} entry={entry} whyNotJoin={whyNotJoin} onJoin={onJoin} />}
      {!entry ? <Typography color="text.secondary">Move to a line: its match, or its candidates and what speaks for and against them, stand here.</Typography>
        : entry.matchId !== null ? <MatchDetail key={entry.matchId} id={entry.matchId} />
        : <Candidates key={entry.id} entry={entry} chosen={chosen} onCandidates={onCandidates} onChoose={onChoose} />}
      {entry && <NoteList entryIds={[entry.id]} />}
    </Box>
  );
}

function Candidates({ entry, chosen, onCandidates, onChoose }: PanelProps & { entry: Entry }) {
  const found = useQuery('reconciliation', client => client.reconciliation.candidates({ entryId: entry.id }), [entry.id]);
  const candidates = found.status === 'ready' ? found.value : undefined;
  useEffect(() => { if (candidates) onCandidates(candidates); }, [candidates, onCandidates]);
  return (
    <>
      <Box sx={{ display: 'flex', gap: 1.25, alignItems: 'center', mb: 0.5, flexWrap: 'wrap' }}>
        <Typography sx={{ fontWeight: 650 }}>{`${kindWord(entry.kind)} ${lineName(entry)}`}</Typography>
        <Amount minor={entry.amountMinor} currency={entry.currency} showCurrency strong />
        <Status status={entryWord(entry)} />
        <Box component="span" sx={{ color: 'text.secondary' }}>{[entry.party, entry.text].filter(text => text !== '').join(' · ')}</Box>
      </Box>
      {entry.reasonText !== '' && <Typography sx={{ mb: 0.5 }}>{entry.reasonText}</Typography>}
      {!candidates ? <Waiting on={found} rows={2} /> : candidates.length === 0 ? (
        <Typography color="text.secondary">No line on the other side comes near: none has its reference, and none its amount within days. Name the reason with E, or read both sides anew.</Typography>
      ) : (
        <Box component="ol" aria-label="Candidates" sx={{ listStyle: 'none', m: 0, p: 0 }}>
          {candidates.map((candidate, index) => (
            <Box component="li" key={candidate.entries.map(({ id }) => id).join(' ')} sx={theme => ({ display: 'flex', gap: 1, alignItems: 'baseline', py: '3px', px: 0.75, mx: -0.75, borderRadius: 1, ...(chosen === index ? { backgroundColor: theme.tones.selected.soft } : {}) })}>
              <Button size="small" variant="text" aria-pressed={chosen === index} aria-label={`Candidate ${index + 1}`} onClick={() => onChoose(index)} sx={{ minWidth: 0, minHeight: 22, p: '0 4px' }}><Key>{String(index + 1)}</Key></Button>
              <Box sx={{ minWidth: 0 }}>
                {candidate.entries.map(other => (
                  <Box key={other.id} component="span" sx={{ mr: 1.5, whiteSpace: 'nowrap' }}>
                    {`${day(other.on)} ${kindWord(other.kind).toLowerCase()} ${lineName(other)} `}<Amount minor={other.amountMinor} currency={other.currency} strong />
                  </Box>
                ))}
                <Box component="span" sx={{ color: 'success.main', mr: 1 }}>{`+ ${candidate.speaksFor}`}</Box>
                {candidate.speaksAgainst !== '' && <Box component="span" sx={{ color: 'warning.main' }}>{`− ${candidate.speaksAgainst}`}</Box>}
              </Box>
              <Box component="span" sx={{ ml: 'auto', color: 'text.secondary', whiteSpace: 'nowrap' }}>{percent(candidate.score)}</Box>
            </Box>
          ))}
        </Box>
      )}
    </>
  );
}

/** The line that a part comes from, what became of the other parts, and the way back: in one line where there are few. */
function LineOfPart({ entry, whyNotJoin, onJoin }: { entry: Entry; whyNotJoin: string | undefined; onJoin: () => void }) {
  const split = useQuery('reconciliation', client => client.reconciliation.splitOf({ entryId: entry.id }), [entry.id]);
  if (split.status !== 'ready') return null;
  const { line, parts, by, at, whyNotJoin: standsInTheWay } = split.value;
  return (
    <Box component="section" aria-label="The line it comes from" sx={{ display: 'flex', gap: 1.25, alignItems: 'flex-start', pb: 0.5, mb: 0.5, borderBottom: 1, borderColor: 'divider' }}>
      <Box sx={{ flex: 1, minWidth: 0, display: 'flex', columnGap: 1.25, alignItems: 'center', flexWrap: 'wrap' }}>
        <Box component="span" title={`Split by ${by}, ${moment(at)}`}>{`From ${kindWord(line.kind).toLowerCase()} ${line.reference || line.text} of ${day(line.on)}, `}<Amount minor={line.amountMinor} currency={line.currency} showCurrency strong />{':'}</Box>
        <Box component="ol" aria-label="Parts of the line" sx={{ listStyle: 'none', m: 0, p: 0, display: 'flex', columnGap: 0.75, flexWrap: 'wrap', alignItems: 'center' }}>
          {parts.map(part => (
            <Box component="li" key={part.number} aria-current={part.number === entry.part?.number} title={[part.reference, part.note].filter(word => word !== '').join(' · ')} sx={theme => ({ display: 'inline-flex', gap: 0.75, alignItems: 'center', px: 0.75, borderRadius: 1, whiteSpace: 'nowrap', ...(part.number === entry.part?.number ? { backgroundColor: theme.tones.selected.soft } : {}) })}>
              <Box component="span" sx={{ color: 'text.secondary' }}>{part.number}</Box>
              <Amount minor={part.amountMinor} currency={line.currency} strong />
              {part.reference !== '' && <span>{part.reference}</span>}
              {part.entry ? <Status status={entryStates[part.entry.state]} /> : <Box component="span" sx={{ color: 'text.secondary' }}>{part.settledIn === null ? 'gone' : `matched in ${month(part.settledIn)}`}</Box>}
            </Box>
          ))}
        </Box>
      </Box>
      <ActButton shortcut="J" size="small" variant="outlined" whyNot={whyNotJoin ?? standsInTheWay ?? undefined} onClick={onJoin} sx={{ flex: 'none', py: 0, minHeight: 0, height: 24 }}>Join the parts</ActButton>
    </Box>
  );
}

function MatchDetail({ id }: { id: Match['id'] }) {
  const match = useQuery('reconciliation', client => client.reconciliation.match({ id }), [id]);
  if (match.status !== 'ready') return <Waiting on={match} rows={2} />;
  const { rule, automatic, state, why, differenceMinor, differenceReason, score, madeBy, madeAt, left, right } = match.value;
  const currency = [...left, ...right][0]?.currency ?? 'GBP';
  return (
    <>
      <Box sx={{ display: 'flex', gap: 1.25, alignItems: 'center', flexWrap: 'wrap', mb: 0.5 }}>
        <Status status={state === 'suggested' ? { label: 'Suggested', tone: 'busy' } : { label: 'Matched', tone: 'good' }} />
        <Typography sx={{ fontWeight: 650 }}>{ruleWord(rule)}</Typography>
        <Box component="span" sx={{ color: 'text.secondary' }}>{`${percent(score)} · ${automatic ? 'by rule' : `by ${madeBy}`}, ${moment(madeAt)}`}</Box>
        {differenceMinor !== 0 && <Box component="span" sx={{ color: 'warning.main', fontWeight: 600 }}>{'difference '}<Amount minor={differenceMinor} currency={currency} />{differenceReason === null ? '' : ` · ${reasons[differenceReason]}`}</Box>}
      </Box>
      <Typography sx={{ mb: 0.5 }}>{why}</Typography>
      {[...left, ...right].filter(entry => entry.reason !== null && entry.reasonText !== '').map(entry => (
        <Typography key={entry.id} sx={{ mb: 0.5 }}><Box component="span" sx={{ color: 'warning.main', fontWeight: 600, mr: 0.75 }}>{entry.reason === null ? '' : reasons[entry.reason]}</Box>{entry.reasonText}</Typography>
      ))}
      <Box sx={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fit, minmax(280px, 1fr))', columnGap: 3 }}>
        {[left, right].map((entries, index) => (
          <Box key={index} component="ul" aria-label={index === 0 ? 'Left lines' : 'Right lines'} sx={{ listStyle: 'none', m: 0, p: 0 }}>
            {entries.map(entry => (
              <Box component="li" key={entry.id} sx={{ display: 'flex', gap: 1, py: '1px' }}>
                <Box component="span" sx={{ color: 'text.secondary', whiteSpace: 'nowrap' }}>{day(entry.on)}</Box>
                <Box component="span" sx={{ flex: 1, minWidth: 0, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}>{`${kindWord(entry.kind)} ${lineName(entry)}`}</Box>
                <Amount minor={entry.amountMinor} currency={entry.currency} strong />
              </Box>
            ))}
          </Box>
        ))}
      </Box>
    </>
  );
}
