import { create } from 'zustand';
import { createJSONStorage, persist } from 'zustand/middleware';

type DraftStore = {
  /** What was typed into forms and not saved yet, by the form's name. */
  drafts: Record<string, Record<string, string>>;
  change: (form: string, part: Record<string, string>) => void;
  drop: (form: string) => void;
};

/** Survives closing a dialog, leaving a page and reloading the window. Secrets never come here. */
export const useDrafts = create<DraftStore>()(persist(
  set => ({
    drafts: {},
    change: (form, part) => set(({ drafts }) => ({ drafts: { ...drafts, [form]: { ...drafts[form], ...part } } })),
    drop: form => set(({ drafts }) => ({ drafts: Object.fromEntries(Object.entries(drafts).filter(([name]) => name !== form)) })),
  }),
  { name: 'tieout.drafts', storage: createJSONStorage(() => sessionStorage) },
));
