import { create } from 'zustand';
import type { AppError } from '../../shared/contract/errors.ts';

export type Notice = { key: number; kind: 'said'; text: string } | { key: number; kind: 'failed'; error: AppError };

type NoticeStore = {
  notice: Notice | undefined;
  /** One line at the foot of the window: what was done. */
  say: (text: string) => void;
  fail: (error: AppError) => void;
  dismiss: () => void;
};

let lastKey = 0;

export const useNotices = create<NoticeStore>()(set => ({
  notice: undefined,
  say: text => set({ notice: { key: ++lastKey, kind: 'said', text } }),
  fail: error => set({ notice: { key: ++lastKey, kind: 'failed', error } }),
  dismiss: () => set({ notice: undefined }),
}));
