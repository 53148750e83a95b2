import { create } from 'zustand';

/** `#/runs/run_1?tab=records` → page 'runs', rest ['run_1'], parameters { tab: 'records' }. */
export type Route = { page: string; rest: string[]; parameters: Record<string, string> };

function readRoute(): Route {
  const [path = '', search = ''] = window.location.hash.replace(/^#\/?/, '').split('?');
  const [page = '', ...rest] = path.split('/').filter(part => part !== '').map(decodeURIComponent);
  return { page, rest, parameters: Object.fromEntries(new URLSearchParams(search)) };
}

export const useRoute = create<Route>()(() => readRoute());
window.addEventListener('hashchange', () => useRoute.setState(readRoute(), true));

/** '/runs/run_1?tab=records' as a link of this window. */
export const href = (to: string): string => `#/${to.replace(/^[#/]+/, '')}`;

export function go(to: string, { replace = false }: { replace?: boolean } = {}): void {
  if (replace) {
    window.history.replaceState(null, '', href(to));
    useRoute.setState(readRoute(), true);
    return;
  }
  window.location.hash = href(to).slice(1);
}
