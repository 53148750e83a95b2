import { Box } from '@mui/material';
import { MONO } from '../theme.ts';

/** JSON text as a person reads it, anything else as it is. */
export function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

export function JsonText({ text, label, maxHeight = 320 }: { text: string; label: string; maxHeight?: number | string }) {
  return (
    <Box component="pre" tabIndex={0} aria-label={label} sx={theme => ({ m: 0, p: 1.25, fontFamily: MONO, fontSize: 12, lineHeight: 1.5, whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', maxHeight, overflow: 'auto', backgroundColor: theme.grid.stripe, border: 1, borderColor: 'divider', borderRadius: 1 })}>
      {text.trim() === '' ? '(empty)' : readable(text)}
    </Box>
  );
}
