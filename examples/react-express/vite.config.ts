import { defineConfig } from 'vite';

export default defineConfig({
  root: 'page',
  // Found before the page asks for them, so that it is not loaded again meanwhile.
  optimizeDeps: { include: ['react', 'react-dom/client', 'react/jsx-dev-runtime'] },
  build: { outDir: '../dist', emptyOutDir: true },
  server: {
    strictPort: true,
    // The page's own API, on the page's own origin: so it needs no CORS. In production the proxy in front does this.
    proxy: { '/api': process.env.NOTES_API ?? 'http://localhost:8331' },
  },
});
