import { TextField } from '@mui/material';
import { useState } from 'react';
import { formatMinor, parseMoney } from '../../../shared/values/money.ts';

type MoneyFieldProps = { label: string; minor: number; disabled: boolean; helperText: string; onMinor: (minor: number) => void };

/** Limits are kept in minor units of two digits. What is typed stays on the screen, and counts once it is an amount. */
export function MoneyField({ label, minor, disabled, helperText, onMinor }: MoneyFieldProps) {
  const [typed, setTyped] = useState<string>();
  const shown = typed ?? formatMinor(minor, 'GBP');
  const parsed = parseMoney(shown, 'GBP');
  const wrong = parsed === undefined || parsed.minor < 0;
  return (
    <TextField label={label} value={shown} disabled={disabled} error={wrong} helperText={wrong ? 'An amount such as 5.00' : helperText} slotProps={{ htmlInput: { inputMode: 'decimal', style: { textAlign: 'right' } } }}
      onChange={event => {
        setTyped(event.target.value);
        const money = parseMoney(event.target.value, 'GBP');
        if (money && money.minor >= 0) onMinor(money.minor);
      }}
      onBlur={() => setTyped(undefined)} />
  );
}
