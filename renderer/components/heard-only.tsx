import { Box } from '@mui/material';

/** Words that are read out and not shown. */
export function HeardOnly({ children }: { children: string }) {
  return <Box component="span" sx={{ position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)', whiteSpace: 'pre' }}>{children}</Box>;
}
