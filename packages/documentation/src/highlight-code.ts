import highlighter from 'highlight.js/lib/common';
import dockerfile from 'highlight.js/lib/languages/dockerfile';
import http from 'highlight.js/lib/languages/http';
import nginx from 'highlight.js/lib/languages/nginx';
import powershell from 'highlight.js/lib/languages/powershell';
import { escapeText } from './html.ts';

// Beside the forty that people use most.
for (const [name, language] of Object.entries({ dockerfile, http, nginx, powershell }))
  highlighter.registerLanguage(name, language);
highlighter.registerAliases(['systemd', 'env', 'caddy'], { languageName: 'ini' });

const plain = new Set(['', 'text', 'txt', 'csv', 'vcard']);

export const isKnownLanguage = (language: string): boolean =>
  plain.has(language) || highlighter.getLanguage(language) !== undefined;

/** Markup in which words have classes; the colours are those of the theme. */
export function highlightCode(code: string, language: string): string {
  if (language === 'console') return highlightTerminal(code);
  if (plain.has(language) || !isKnownLanguage(language)) return escapeText(code);
  return highlighter.highlight(code, { language, ignoreIllegals: true }).value;
}

/** What is typed stands behind `$ `, on the lines after a backslash as well; everything else is what the terminal answers. */
function highlightTerminal(code: string): string {
  let isTyped = false;
  const lines = code.split('\n').map((line) => {
    const isContinued = isTyped && !line.startsWith('$ ');
    const command = isContinued ? line : line.startsWith('$ ') ? line.slice(2) : null;
    isTyped = command?.endsWith('\\') ?? false;
    if (command === null) return `<span class="output">${escapeText(line)}</span>`;
    const prompt = isContinued ? '' : '<span class="prompt">$ </span>';
    return `${prompt}<span class="command">${highlightCode(command, 'bash')}</span>`;
  });
  return lines.join('\n');
}
