import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The window. Relative addresses, because it is served from app:// in Electron and from / on the loopback host. */
export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [react()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'chrome140',
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
  },
});
