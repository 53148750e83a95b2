import { create } from 'zustand';
import { persist } from 'zustand/middleware';

export type Mode = 'system' | 'light' | 'dark';
export type Density = 'compact' | 'comfortable';
/** One column as its owner left it; the order of the list is the order on the screen. */
export type ColumnMemory = { id: string; width: number | null; hidden: boolean; sort: 'asc' | 'desc' | null; sortIndex: number | null };

type Preferences = { mode: Mode; density: Density; railOpen: boolean; grids: Record<string, ColumnMemory[]> };

const INITIAL: Preferences = { mode: 'system', density: 'compact', railOpen: true, grids: {} };

type PreferencesStore = {
  /** Whose preferences these are; '' before anybody signed in. */
  person: string;
  byPerson: Record<string, Preferences>;
  setPerson: (person: string) => void;
  change: (part: Partial<Preferences>) => void;
  rememberGrid: (grid: string, columns: ColumnMemory[]) => void;
};

/** How each person likes the window, kept on this machine. Never server data. */
export const usePreferencesStore = create<PreferencesStore>()(persist(
  (set, get) => ({
    person: '',
    byPerson: {},
    setPerson: person => set({ person }),
    change: part => set(({ person, byPerson }) => ({ byPerson: { ...byPerson, [person]: { ...INITIAL, ...byPerson[person], ...part } } })),
    rememberGrid: (grid, columns) => get().change({ grids: { ...(get().byPerson[get().person] ?? INITIAL).grids, [grid]: columns } }),
  }),
  { name: 'tieout.preferences' },
));

export const usePreferences = (): Preferences => usePreferencesStore(store => store.byPerson[store.person] ?? INITIAL);
