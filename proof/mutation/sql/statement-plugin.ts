import type { Plugin } from 'vitest/config';

const makers = { statement: 'name, text', batchedStatement: 'name, text, batch' };

/** Lets the two makers of statements ask `sqlOf` (statement-switch.ts) for the text, and nothing else be different. */
export const statementPlugin: Plugin = {
  name: 'statements-by-switch',
  enforce: 'pre',
  transform(code, id) {
    if (!id.endsWith('/platform/database/statement.ts')) return undefined;
    let changed = code;
    for (const [maker, parameters] of Object.entries(makers)) {
      const declaration = `export function ${maker}<`;
      if (changed.split(declaration).length !== 2) throw new Error(`statement.ts does not declare ${maker} as it did`);
      changed = changed.replace(declaration, `function right_${maker}<`);
      const rest = parameters.replace('name, text', '');
      changed += `\nexport function ${maker}(${parameters}) { return right_${maker}(name, globalThis.sqlOf?.(name, text) ?? text${rest}); }`;
    }
    return { code: changed, map: null };
  },
};
