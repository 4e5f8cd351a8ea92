import * as sandbox from './sandbox.mjs';

const functions = new Map(Object.entries(sandbox));

export const eventsOf = (listen, lines) => (lines.length > 0 ? [eventOf(listen, lines)] : []);

/** A script with the source of every function that it calls, directly or through another. */
export function eventOf(listen, lines) {
  const needed = new Set();
  const look = (text) => {
    for (const [name, known] of functions) {
      if (needed.has(name) || !text.includes(`${name}(`)) continue;
      needed.add(name);
      look(String(known));
    }
  };
  look(lines.join('\n'));
  const sources = [...needed].map((name) => String(functions.get(name)));
  return {
    listen,
    script: { type: 'text/javascript', exec: [...lines, ...sources.flatMap((text) => ['', ...text.split('\n')])] },
  };
}
