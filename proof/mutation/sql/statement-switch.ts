import { appendFileSync, writeFileSync } from 'node:fs';
import { inject } from 'vitest';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The statement that is wrong in this run, by its name, and what it says instead. */
    wrongStatement: { name: string; text: string } | null;
    /** Where each statement is told that the tests have loaded, one line of JSON each. */
    statementsTo: string | null;
  }
}

declare global {
  var sqlOf: ((name: string, text: string) => string) | undefined;
}

writeFileSync(inject('processTo'), String(process.pid));
const wrong = inject('wrongStatement');
const statementsTo = inject('statementsTo');

/** Loaded before any store, whose statements are constants: each of them asks once for its text. */
globalThis.sqlOf = (name, text) => {
  if (statementsTo !== null) appendFileSync(statementsTo, `${JSON.stringify({ name, text })}\n`);
  return wrong?.name === name ? wrong.text : text;
};
