import { command } from './command.ts';

export const serveCommand = command({
  about: `Starts the service and stops it on SIGTERM or Ctrl-C: what is under way is answered first.
Log lines are JSON on standard output; with --json so is the line that says it is ready. \`npm start\` does the same, and builds the web client before.`,
  operands: [],
  options: {},
  examples: [
    ['serve', 'listen where HOST and PORT say'],
    ['doctor', 'when it does not start, or does not answer as it should'],
  ],
  run: async ({ isJson }) => {
    const { serve } = await import('#server/main.ts');
    await serve({ isJson });
    return null;
  },
});
