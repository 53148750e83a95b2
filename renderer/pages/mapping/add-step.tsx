import { Autocomplete, Box, TextField } from '@mui/material';
import type { Ref } from 'react';
import type { Transform, Transforms } from './how-text.ts';

/** Every word that is typed stands in the step's name, kind or explanation; what has them in its name comes first. */
function found(options: readonly Transform[], typed: string): Transform[] {
  const words = typed.toLowerCase().split(/\s+/).filter(word => word !== '');
  const rank = ({ label, group, help, name }: Transform): number => {
    const texts = [label, `${group} ${name}`, help].map(text => text.toLowerCase());
    return words.reduce((worst, word) => Math.max(worst, texts.findIndex(text => text.includes(word)) + (texts.some(text => text.includes(word)) ? 0 : 9)), 0);
  };
  if (words.length === 0) return [...options];
  const ranked = options.map(option => ({ option, rank: rank(option) })).filter(one => one.rank < 8);
  // The kinds stay together; the kind with the best hit comes first.
  const bestOf = new Map<string, number>();
  for (const { option, rank: of } of ranked) bestOf.set(option.group, Math.min(of, bestOf.get(option.group) ?? 9));
  return ranked.toSorted((a, b) => (bestOf.get(a.option.group) ?? 9) - (bestOf.get(b.option.group) ?? 9) || a.option.group.localeCompare(b.option.group) || a.rank - b.rank).map(({ option }) => option);
}

/** The catalogue of steps, found by name, kind or what they do. */
export function AddStep({ transforms, onAdd, ref }: { transforms: Transforms; onAdd: (transform: string) => void; ref?: Ref<HTMLInputElement> }) {
  const options = [...transforms.values()].toSorted((a, b) => a.group.localeCompare(b.group) || a.label.localeCompare(b.label));
  return (
    <Autocomplete<Transform> size="small" options={options} value={null} blurOnSelect={false} clearOnBlur autoHighlight getOptionLabel={({ label }) => label} groupBy={({ group }) => group} filterOptions={(all, { inputValue }) => found(all, inputValue)}
      onChange={(_, chosen) => { if (chosen) onAdd(chosen.name); }} noOptionsText="No step does this. An expression may."
      slotProps={{ listbox: { sx: { maxHeight: '46vh' } }, popper: { sx: { minWidth: 420 }, placement: 'bottom-end' } }}
      renderOption={({ key, ...rest }, { label, help, examples: [example] }) => (
        <Box component="li" key={key} {...rest}>
          <Box sx={{ minWidth: 0 }}>
            <Box sx={{ fontWeight: 600 }}>{label}</Box>
            <Box sx={{ fontSize: 12, color: 'text.secondary', display: '-webkit-box', WebkitLineClamp: 2, WebkitBoxOrient: 'vertical', overflow: 'hidden' }}>{help}</Box>
            {example && example.given !== '' && <Box sx={{ fontSize: 12, overflowWrap: 'anywhere' }}>{example.given} → {example.gives}</Box>}
          </Box>
        </Box>
      )}
      renderInput={parameters => <TextField {...parameters} inputRef={ref} label="Add a step" placeholder="Search by name or what it does" />} />
  );
}
