import cyrillic from '@fontsource-variable/onest/files/onest-cyrillic-wght-normal.woff2?url';
import latin from '@fontsource-variable/onest/files/onest-latin-wght-normal.woff2?url';
import type { Language } from './choose-language.ts';

/** Fetches the face that this language will show beside the first script, instead of after the first drawing. */
export function preloadLetters(language: Language): void {
  const link = document.createElement('link');
  link.rel = 'preload';
  link.as = 'font';
  link.type = 'font/woff2';
  link.crossOrigin = 'anonymous';
  link.href = language === 'en' ? latin : cyrillic;
  document.head.append(link);
}
