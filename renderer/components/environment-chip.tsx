import { Box } from '@mui/material';
import { useTheme } from '@mui/material/styles';

/** Production looks different from the others at a glance: filled, and in the strongest colour. */
export function EnvironmentChip({ environment }: { environment: string }) {
  const { tones, palette } = useTheme();
  const looks = {
    Production: { color: palette.mode === 'light' ? '#fff' : '#2a0b08', backgroundColor: tones.broken.ink, border: `1px solid ${tones.broken.ink}` },
    QA: { color: tones.busy.ink, backgroundColor: tones.busy.soft, border: `1px solid ${tones.busy.ink}` },
    Dev: { color: tones.quiet.ink, backgroundColor: tones.quiet.soft, border: `1px dashed ${tones.quiet.ink}` },
    Sandbox: { color: tones.problem.ink, backgroundColor: tones.problem.soft, border: `1px dashed ${tones.problem.ink}` },
  } as const;
  const look = looks[environment as keyof typeof looks] ?? looks.Dev;
  return <Box component="span" sx={{ ...look, borderRadius: 1, px: 1, lineHeight: '20px', fontSize: 12, fontWeight: 650, flex: 'none' }}>{environment}</Box>;
}
