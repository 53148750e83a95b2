import { Box } from '@mui/material';

export function Key({ children }: { children: string }) {
  return <Box component="kbd" sx={{ font: 'inherit', fontSize: 11, fontWeight: 600, border: 1, borderColor: 'divider', borderBottomWidth: 2, borderRadius: '4px', px: '5px', lineHeight: '16px', backgroundColor: 'background.paper', color: 'text.primary' }}>{children}</Box>;
}

/** The keys that work here, in one quiet line: [['Enter', 'accept'], ['U', 'undo']]. */
export function KeyHints({ keys }: { keys: readonly (readonly [string, string])[] }) {
  return (
    <Box aria-label="Keys" sx={{ display: 'flex', flexWrap: 'wrap', columnGap: 1.25, rowGap: 0.5, color: 'text.secondary', fontSize: 12, alignItems: 'center' }}>
      {keys.map(([key, does]) => <Box component="span" key={key} sx={{ display: 'inline-flex', gap: 0.5, alignItems: 'center', whiteSpace: 'nowrap' }}><Key>{key}</Key>{does}</Box>)}
    </Box>
  );
}
