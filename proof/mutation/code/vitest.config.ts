import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';
import core from '../vitest.config.ts';
import { instrumentPlugin } from './instrument-plugin.ts';

/** The same tests, on a session core of which one mutant at a time is switched on. */
export default mergeConfig(
  core,
  defineConfig({
    plugins: [instrumentPlugin()],
    test: { setupFiles: fileURLToPath(new URL('mutant-switch.ts', import.meta.url)) },
  }),
);
