import { Box, ToggleButton, ToggleButtonGroup } from '@mui/material';
import { count } from '../text/format.ts';

export type FilterChoice<V extends string> = { value: V; label: string; count?: number | undefined };

type FilterChipsProps<V extends string> = { label: string; choices: readonly FilterChoice<V>[]; chosen: V; onChoose: (value: V) => void };

/** One of a few views of the same rows, each with how many it holds. */
export function FilterChips<V extends string>({ label, choices, chosen, onChoose }: FilterChipsProps<V>) {
  return (
    <ToggleButtonGroup exclusive size="small" aria-label={label} value={chosen} onChange={(_, value: V | null) => { if (value !== null) onChoose(value); }} sx={{ flex: 'none', backgroundColor: 'background.paper' }}>
      {choices.map(({ value, label: word, count: rows }) => (
        <ToggleButton key={value} value={value} aria-label={rows === undefined ? word : `${word} ${count(rows)}`} sx={{ lineHeight: '20px', whiteSpace: 'nowrap' }}>
          {word}{' '}{rows !== undefined && <Box component="span" sx={{ ml: 0.75, color: 'text.secondary', fontWeight: 500 }}>{count(rows)}</Box>}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
