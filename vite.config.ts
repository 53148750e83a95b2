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
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // Zod reads its settings when a schema is made, so the two load together, before any schema of ours.
            { name: 'zod', test: /node_modules[\\/]zod[\\/]|zod-settings\.ts$/, priority: 2 },
            { name: 'grid', test: /node_modules[\\/]ag-grid-/, priority: 1 },
          ],
        },
      },
    },
  },
});
