import { InputBase } from '@mui/material';
import { useState } from 'react';

type NumberCellProps = { label: string; value: string; placeholder?: string; canEdit: boolean; /** false: it was refused. */ onCommit: (text: string) => boolean };

/** A number in a table: typed, and kept with Enter or when the keyboard leaves it; Esc takes it back. What is refused goes back to what holds. */
export function NumberCell({ label, value, placeholder = '', canEdit, onCommit }: NumberCellProps) {
  const [typed, setTyped] = useState<string>();
  if (!canEdit) return <>{value || placeholder}</>;
  const commit = () => {
    if (typed !== undefined && typed.trim() !== value) onCommit(typed);
    setTyped(undefined);
  };
  return (
    <InputBase value={typed ?? value} placeholder={placeholder} onChange={event => setTyped(event.target.value.slice(0, 8))} onBlur={commit}
      onKeyDown={event => { if (event.key === 'Enter') commit(); if (event.key === 'Escape' && typed !== undefined) { event.stopPropagation(); setTyped(undefined); } }}
      inputProps={{ 'aria-label': label, inputMode: 'decimal' }}
      sx={{ width: 58, fontSize: 13, border: 1, borderColor: 'divider', borderRadius: '4px', backgroundColor: 'background.paper', '& input': { px: 0.75, py: '1px', textAlign: 'right', height: 20 }, '&.Mui-focused': { borderColor: 'primary.main' } }} />
  );
}
