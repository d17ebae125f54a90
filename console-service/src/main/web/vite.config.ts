import { defineConfig } from 'vite';

// Fixed names and no source maps: the bundle is committed, and the same sources give the same bytes.
export default defineConfig({
  base: './',
  build: {
    outDir: '../resources/META-INF/resources',
    emptyOutDir: true,
    target: 'es2022',
    modulePreload: false,
    assetsInlineLimit: 0,
    rollupOptions: {
      output: {
        entryFileNames: 'console.js',
        assetFileNames: 'console[extname]',
      },
    },
  },
});
