import { createTheme, type Theme } from '@mui/material/styles';
import type { Density } from './stores/preferences-store.ts';
import type { Tone } from './text/words.ts';

/** Ink for words and icons, soft for grounds. Sage users know the colours: selected yellow, matched green, part matched blue. */
export type ToneColours = Record<Tone | 'selected', { ink: string; soft: string }>;

declare module '@mui/material/styles' {
  interface Theme {
    tones: ToneColours;
    rail: { ground: string; text: string; quiet: string; chosen: string; line: string };
    grid: { head: string; line: string; stripe: string };
  }
  interface ThemeOptions {
    tones?: ToneColours;
    rail?: Theme['rail'];
    grid?: Theme['grid'];
  }
}

const light = {
  tones: {
    good: { ink: '#1f6b43', soft: '#e3f1e8' },
    part: { ink: '#235f9e', soft: '#e2edf8' },
    problem: { ink: '#8a5400', soft: '#fbedd3' },
    broken: { ink: '#a82c22', soft: '#fae4e1' },
    quiet: { ink: '#5c665f', soft: '#ecedea' },
    busy: { ink: '#5b4a9c', soft: '#ebe7f7' },
    selected: { ink: '#6b5600', soft: '#fff3c2' },
  },
  rail: { ground: '#17342d', text: '#e4ede8', quiet: '#a3bab0', chosen: '#2a5247', line: '#27473e' },
  grid: { head: '#f3f2ec', line: '#e6e4dc', stripe: '#fbfaf7' },
  page: '#f6f5f0',
  paper: '#ffffff',
  ink: '#1c2420',
  inkQuiet: '#57615b',
  line: '#dedcd3',
  primary: '#1d5c4d',
  onPrimary: '#ffffff',
};

const dark: typeof light = {
  tones: {
    good: { ink: '#7fcf9f', soft: '#1b3527' },
    part: { ink: '#8dbdf0', soft: '#1a2f45' },
    problem: { ink: '#eeb65c', soft: '#3b2c12' },
    broken: { ink: '#f39a8f', soft: '#431f1b' },
    quiet: { ink: '#a4b0a9', soft: '#272e2b' },
    busy: { ink: '#b9abf0', soft: '#2b2544' },
    selected: { ink: '#f2dc86', soft: '#41391a' },
  },
  rail: { ground: '#0e1b17', text: '#dbe6e0', quiet: '#8fa59b', chosen: '#1f3b33', line: '#1c2f29' },
  grid: { head: '#1d2522', line: '#2a3330', stripe: '#181f1c' },
  page: '#111715',
  paper: '#171e1b',
  ink: '#e5ebe7',
  inkQuiet: '#a0aca5',
  line: '#2e3834',
  primary: '#7cc6b0',
  onPrimary: '#0b211b',
};

const FONT = '"Segoe UI Variable Text", "Segoe UI", "SF Pro Text", -apple-system, "Inter", "Noto Sans", "Liberation Sans", Arial, system-ui, sans-serif';
export const MONO = 'ui-monospace, "Cascadia Mono", "SF Mono", Consolas, "Liberation Mono", monospace';

export function makeTheme(mode: 'light' | 'dark', density: Density): Theme {
  const colours = mode === 'light' ? light : dark;
  const size = density === 'compact' ? 13 : 14;
  return createTheme({
    tones: colours.tones,
    rail: colours.rail,
    grid: colours.grid,
    palette: {
      mode,
      primary: { main: colours.primary, contrastText: colours.onPrimary },
      secondary: { main: colours.tones.part.ink },
      success: { main: colours.tones.good.ink },
      warning: { main: colours.tones.problem.ink },
      error: { main: colours.tones.broken.ink },
      info: { main: colours.tones.part.ink },
      background: { default: colours.page, paper: colours.paper },
      text: { primary: colours.ink, secondary: colours.inkQuiet },
      divider: colours.line,
    },
    shape: { borderRadius: 6 },
    spacing: density === 'compact' ? 7 : 8,
    typography: {
      fontFamily: FONT,
      fontSize: size,
      htmlFontSize: 16,
      h1: { fontSize: 20, fontWeight: 650, letterSpacing: '-0.01em', lineHeight: 1.25 },
      h2: { fontSize: 15, fontWeight: 650, lineHeight: 1.35 },
      h3: { fontSize: 13.5, fontWeight: 650, lineHeight: 1.4 },
      body1: { fontSize: size + 0.5, lineHeight: 1.5 },
      body2: { fontSize: size, lineHeight: 1.45 },
      caption: { fontSize: 12, lineHeight: 1.4 },
      overline: { fontSize: 11, fontWeight: 650, letterSpacing: '0.06em', lineHeight: 1.6 },
      button: { textTransform: 'none', fontWeight: 600, fontSize: size },
    },
    components: {
      MuiCssBaseline: {
        styleOverrides: {
          'html, body, #root': { height: '100%' },
          body: { fontVariantNumeric: 'tabular-nums', overflow: 'hidden', colorScheme: mode },
          ':focus-visible': { outline: `2px solid ${colours.primary}`, outlineOffset: 1 },
          '@media (prefers-reduced-motion: reduce)': { '*, *::before, *::after': { animationDuration: '0.01ms !important', transitionDuration: '0.01ms !important' } },
        },
      },
      MuiButtonBase: { defaultProps: { disableRipple: true }, styleOverrides: { root: { '&.Mui-focusVisible': { outline: `2px solid ${colours.primary}`, outlineOffset: 1 } } } },
      MuiButton: { defaultProps: { disableElevation: true, size: 'small' }, styleOverrides: { root: { whiteSpace: 'nowrap', minHeight: 32, paddingInline: 12 }, outlined: { borderColor: colours.line, backgroundColor: colours.paper } } },
      MuiIconButton: { defaultProps: { size: 'small' } },
      MuiTextField: { defaultProps: { size: 'small', fullWidth: true } },
      MuiSelect: { defaultProps: { size: 'small' } },
      MuiCheckbox: { defaultProps: { size: 'small' } },
      MuiPaper: { defaultProps: { elevation: 0 }, styleOverrides: { root: { backgroundImage: 'none' }, outlined: { borderColor: colours.line } } },
      MuiDialog: { styleOverrides: { paper: { border: `1px solid ${colours.line}`, boxShadow: '0 18px 60px rgb(0 0 0 / 0.28)' } } },
      MuiMenu: { styleOverrides: { paper: { border: `1px solid ${colours.line}`, boxShadow: '0 8px 28px rgb(0 0 0 / 0.18)' } } },
      MuiMenuItem: { styleOverrides: { root: { fontSize: size, minHeight: 32 } } },
      MuiTab: { styleOverrides: { root: { minHeight: 38, paddingBlock: 6, fontWeight: 600 } } },
      MuiTabs: { styleOverrides: { root: { minHeight: 38 } } },
      MuiAutocomplete: { styleOverrides: { paper: { border: `1px solid ${colours.line}`, boxShadow: '0 8px 28px rgb(0 0 0 / 0.18)', fontSize: size }, groupLabel: { lineHeight: '28px', fontSize: 11.5 }, listbox: { paddingBlock: 4 } } },
      MuiTooltip: { defaultProps: { enterDelay: 500, arrow: true }, styleOverrides: { tooltip: { fontSize: 12, maxWidth: 380 } } },
      MuiDialogTitle: { styleOverrides: { root: { fontSize: 16, fontWeight: 650 } } },
      MuiChip: { styleOverrides: { root: { fontWeight: 600 }, sizeSmall: { height: 22, fontSize: 12 } } },
      MuiAlert: { styleOverrides: { root: { fontSize: size, paddingBlock: 4 } } },
      MuiToggleButtonGroup: { styleOverrides: { root: { backgroundColor: colours.paper, flex: 'none' } } },
      MuiToggleButton: { styleOverrides: { root: { color: colours.inkQuiet, textTransform: 'none', paddingBlock: 4, paddingInline: 10, fontSize: size, fontWeight: 600 } } },
    },
  });
}
