import { create } from 'zustand';
import { addMonths, type Period } from '../../shared/values/date.ts';

/** The month being closed is the one before today's. */
function monthToClose(): Period {
  return addMonths(new Date().toISOString().slice(0, 7) as Period, -1);
}

type UiStore = {
  /** Chosen once in the top bar, kept on every page. */
  period: Period;
  setPeriod: (period: Period) => void;
  finderOpen: boolean;
  setFinderOpen: (open: boolean) => void;
  shortcutsOpen: boolean;
  setShortcutsOpen: (open: boolean) => void;
};

export const useUi = create<UiStore>()(set => ({
  period: monthToClose(),
  setPeriod: period => set({ period }),
  finderOpen: false,
  setFinderOpen: finderOpen => set({ finderOpen }),
  shortcutsOpen: false,
  setShortcutsOpen: shortcutsOpen => set({ shortcutsOpen }),
}));
