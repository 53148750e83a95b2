import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Candidate, MappingField, mappings, MappingSummary } from '../../../shared/contract/mappings.ts';
import type { InputOf, OutputOf } from '../../../shared/contract/method.ts';
import type { MappingId } from '../../../shared/values/id.ts';
import { asAppError, type Client } from '../../engine/client.ts';
import { useEngine, useQuery, type Query } from '../../engine/use-engine.tsx';
import { candidateSource, isWeak, withCandidate } from './how-text.ts';

type Change = InputOf<typeof mappings.decide>['changes'][number];
type Opened = OutputOf<typeof mappings.get>;

export type MappingWork = {
  opened: Query<Opened>;
  summary: MappingSummary | undefined;
  /** With what was decided a moment ago and is still on its way. */
  fields: MappingField[];
  /** Which of its candidates each field shows. */
  tried: Readonly<Record<string, number>>;
  tryNext: (field: MappingField) => void;
  tryCandidate: (field: MappingField, index: number) => void;
  decide: (changes: Change[]) => void;
  /** Any other step, in turn with the decisions. Answers undefined when it was refused. */
  step: <T>(act: (client: Client, draft: { id: MappingId; rev: number }) => Promise<T>) => Promise<T | undefined>;
};

/**
 * The mapping as it is edited. Decisions show at once and are sent one after another, each with the number the one before
 * answered, so that fast fingers never meet "somebody else changed it"; a refusal puts back what the engine has.
 */
export function useMapping(id: MappingId, version: number | undefined): MappingWork {
  const { client, onFailure } = useEngine();
  const opened = useQuery('mappings', methods => methods.mappings.get({ id, ...(version === undefined ? {} : { version }) }), [id, version]);
  const [pending, setPending] = useState<Record<string, Partial<MappingField>>>({});
  const [tried, setTried] = useState<Record<string, number>>({});
  const turn = useRef<Promise<unknown>>(Promise.resolve());
  const rev = useRef(-1);
  const underWay = useRef(0);
  const value = opened.status === 'ready' ? opened.value : undefined;
  const { reload } = opened;

  useEffect(() => {
    if (value && value.summary.rev >= rev.current) rev.current = value.summary.rev;
    // What the engine answers after the last decision holds every decision.
    if (value && underWay.current === 0) setPending(before => (Object.keys(before).length === 0 ? before : {}));
  }, [value]);

  const step = useCallback(<T,>(act: (methods: Client, draft: { id: MappingId; rev: number }) => Promise<T>): Promise<T | undefined> => {
    underWay.current += 1;
    const run = async (): Promise<T | undefined> => {
      try {
        const answer = await act(client, { id, rev: rev.current });
        rev.current = Math.max(rev.current, revOf(answer) ?? rev.current);
        return answer;
      } catch (error) {
        onFailure(asAppError(error));
        setPending({});
        return undefined;
      } finally {
        underWay.current -= 1;
        if (underWay.current === 0) reload();
      }
    };
    const mine = turn.current.then(run);
    turn.current = mine;
    return mine;
  }, [client, id, onFailure, reload]);

  const decide = useCallback((changes: Change[]) => {
    setPending(before => ({ ...before, ...Object.fromEntries(changes.map(({ target, decision, source, steps }) => [target, { decision, source, steps: steps.map(({ transform, parameters = {} }) => ({ transform, parameters })), issue: null }])) }));
    void step((methods, draft) => methods.mappings.decide({ ...draft, changes }));
  }, [step]);

  const fields = useMemo(() => (value?.fields ?? []).map(field => {
    const waiting = pending[field.target.path];
    if (waiting) return { ...field, ...waiting };
    return withCandidate(field, triedCandidate(field, tried));
  }), [value, pending, tried]);

  const tryCandidate = useCallback((field: MappingField, index: number) => setTried(before => ({ ...before, [field.target.path]: index })), []);
  const tryNext = useCallback((field: MappingField) => {
    if (field.candidates.length === 0) return;
    const shown = field.candidates.findIndex(candidate => candidateSource(candidate) === field.source);
    // A weak guess has to be chosen before it counts; for the others the next one is meant.
    const isFirst = isWeak(field) && tried[field.target.path] === undefined;
    tryCandidate(field, isFirst ? Math.max(0, shown) : (shown + 1) % field.candidates.length);
  }, [tryCandidate, tried]);

  return { opened, summary: value?.summary, fields, tried, tryNext, tryCandidate, decide, step };
}

function triedCandidate(field: MappingField, tried: Readonly<Record<string, number>>): Candidate | undefined {
  const index = tried[field.target.path];
  return index === undefined || field.decision !== 'open' ? undefined : field.candidates[index];
}

/** Every step answers the summary, or something that holds it. */
function revOf(answer: unknown): number | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  if ('rev' in answer && typeof answer.rev === 'number') return answer.rev;
  return 'summary' in answer ? revOf(answer.summary) : undefined;
}

/** Takes what a field shows: as suggested, or as another choice of this person. */
export function acceptance(field: MappingField): Change {
  const [best] = field.candidates;
  const isSuggestion = best !== undefined && candidateSource(best) === field.source;
  return { target: field.target.path, decision: isSuggestion ? 'accepted' : 'changed', source: field.source, steps: field.steps };
}

export const leftEmpty = (field: MappingField): Change => ({ target: field.target.path, decision: 'none', source: null, steps: [] });
