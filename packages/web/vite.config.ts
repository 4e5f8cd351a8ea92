import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  // Relative: one build serves every PUBLIC_URL; the server writes its path into <base>.
  base: './',
  plugins: [react(), tailwindcss()],
  build: {
    // A data: address would need a wider font-src and img-src, the polyfill an inline script.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
