import type { GridApi } from 'ag-grid-community';
import { usePreferencesStore } from '../stores/preferences-store.ts';

/** Puts the columns back as this person left them; columns that are new since then keep their place. */
export function recallColumns<T>(api: GridApi<T>, person: string, grid: string): void {
  const memory = usePreferencesStore.getState().byPerson[person]?.grids[grid];
  if (!memory) return;
  api.applyColumnState({
    applyOrder: true,
    state: memory.map(({ id, width, hidden, sort, sortIndex }) => ({ colId: id, hide: hidden, sort, sortIndex, ...(width === null ? {} : { width, flex: null }) })),
  });
}

export function rememberColumns<T>(api: GridApi<T>, grid: string): void {
  usePreferencesStore.getState().rememberGrid(grid, api.getColumnState().map(({ colId, width, flex, hide, sort, sortIndex }) => (
    { id: colId, width: flex ? null : width ?? null, hidden: hide === true, sort: sort ?? null, sortIndex: sortIndex ?? null }
  )));
}

export function forgetColumns(grid: string): void {
  const { byPerson, person, change } = usePreferencesStore.getState();
  const grids = Object.entries(byPerson[person]?.grids ?? {}).filter(([name]) => name !== grid);
  change({ grids: Object.fromEntries(grids) });
}
