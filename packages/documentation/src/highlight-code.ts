import highlighter from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import dockerfile from 'highlight.js/lib/languages/dockerfile';
import http from 'highlight.js/lib/languages/http';
import ini from 'highlight.js/lib/languages/ini';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import nginx from 'highlight.js/lib/languages/nginx';
import powershell from 'highlight.js/lib/languages/powershell';
import python from 'highlight.js/lib/languages/python';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { escapeText } from './html.ts';

const languages = {
  bash,
  css,
  diff,
  dockerfile,
  http,
  ini,
  javascript,
  json,
  nginx,
  powershell,
  python,
  sql,
  typescript,
  xml,
  yaml,
};
for (const [name, language] of Object.entries(languages)) highlighter.registerLanguage(name, language);
highlighter.registerAliases(['systemd', 'env', 'caddy'], { languageName: 'ini' });

const plain = new Set(['', 'text', 'txt', 'csv', 'vcard']);

export const isKnownLanguage = (language: string): boolean =>
  plain.has(language) || highlighter.getLanguage(language) !== undefined;

/** Markup in which words have classes; the colours are those of the theme. */
export function highlightCode(code: string, language: string): string {
  if (plain.has(language) || !isKnownLanguage(language)) return escapeText(code);
  return highlighter.highlight(code, { language, ignoreIllegals: true }).value;
}
