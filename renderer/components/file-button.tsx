import { useRef, type ReactNode } from 'react';
import { ActButton } from './act-button.tsx';

type FileButtonProps = { /** What kind of files, for screen readers. */ label?: string; whyNot: string | undefined; onFiles: (files: Iterable<File>) => void; children: ReactNode; variant?: 'outlined' | 'contained' };

/** A button that asks for files of this machine. */
export function FileButton({ label = 'Statement files', whyNot, onFiles, children, variant = 'outlined' }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <ActButton variant={variant} whyNot={whyNot} onClick={() => input.current?.click()}>{children}</ActButton>
      <input ref={input} type="file" multiple hidden aria-label={label} onChange={event => { const files = [...(event.target.files ?? [])]; event.target.value = ''; onFiles(files); }} />
    </>
  );
}
