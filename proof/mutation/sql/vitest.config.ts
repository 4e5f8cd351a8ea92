import { fileURLToPath } from 'node:url';
import { defineConfig, mergeConfig } from 'vitest/config';
import core from '../vitest.config.ts';
import { statementPlugin } from './statement-plugin.ts';

/** The same tests, on statements of which one at a time is wrong. */
export default mergeConfig(
  core,
  defineConfig({
    plugins: [statementPlugin],
    test: { setupFiles: fileURLToPath(new URL('statement-switch.ts', import.meta.url)) },
  }),
);
