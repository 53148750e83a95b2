import { useEffect } from 'react';
import { routes } from '../routes.tsx';
import { go, useRoute } from '../stores/route-store.ts';
import { useUi } from '../stores/ui-store.ts';

const SEQUENCE_MS = 1_200;

/** Keys that work on every page: Ctrl K finds, G and a letter goes to a page, ? lists the keys, Esc goes back. */
export function useWindowKeys(): void {
  useEffect(() => {
    let goUntil = 0;
    const onKeyDown = (event: KeyboardEvent) => {
      const { setFinderOpen, setShortcutsOpen } = useUi.getState();
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        setFinderOpen(true);
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || isInDialog(event.target)) return;
      const route = goUntil > event.timeStamp ? routes.find(({ key }) => key === event.key.toLowerCase()) : undefined;
      goUntil = 0;
      if (route) {
        event.preventDefault();
        event.stopPropagation();
        go(route.page);
      } else if (event.key === 'g') {
        goUntil = event.timeStamp + SEQUENCE_MS;
      }
      if (event.key === '?' && !event.defaultPrevented) setTimeout(() => { if (!event.defaultPrevented) setShortcutsOpen(true); });
    };
    const onEscape = (event: KeyboardEvent) => {
      const { page, rest } = useRoute.getState();
      if (event.key === 'Escape' && !event.defaultPrevented && !isInDialog(event.target) && !isTyping(event.target) && rest.length > 0) go([page, ...rest.slice(0, -1)].join('/'));
    };
    // The page's own keys come second, so that the letter after G is not taken for one of them.
    window.addEventListener('keydown', onKeyDown, { capture: true });
    window.addEventListener('keydown', onEscape);
    return () => {
      window.removeEventListener('keydown', onKeyDown, { capture: true });
      window.removeEventListener('keydown', onEscape);
    };
  }, []);
}

const isTyping = (target: EventTarget | null): boolean => target instanceof HTMLElement && (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName)) && target.getAttribute('type') !== 'checkbox';
/** A list that opened over the page takes letters for itself; one that is a part of the page does not. */
const isInDialog = (target: EventTarget | null): boolean =>
  target instanceof Element && (target.closest('[role="dialog"], [role="menu"]') !== null || (target.closest('[role="listbox"]') !== null && target.closest('main') === null));
