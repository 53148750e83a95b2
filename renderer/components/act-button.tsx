import { Button, Tooltip, type ButtonProps } from '@mui/material';
import { Key } from './key-hints.tsx';

type ActButtonProps = ButtonProps & {
  /** Why it cannot be pressed now; the button is then off and says so. */
  whyNot?: string | undefined;
  /** The key that does the same, shown on the button. */
  shortcut?: string;
};

/** A button that says why when it is off. */
export function ActButton({ whyNot, shortcut, children, disabled = false, ...button }: ActButtonProps) {
  const off = disabled || whyNot !== undefined;
  const made = (
    <Button {...button} disabled={off} {...(shortcut === undefined ? {} : { 'aria-keyshortcuts': shortcut })}>
      {children}
      {shortcut !== undefined && <span aria-hidden style={{ marginLeft: 8, display: 'inline-flex', opacity: off ? 0.5 : 1 }}><Key>{shortcut}</Key></span>}
    </Button>
  );
  if (whyNot === undefined) return made;
  return <Tooltip title={whyNot}><span aria-label={whyNot} style={{ display: 'inline-flex' }}>{made}</span></Tooltip>;
}
