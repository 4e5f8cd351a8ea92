import { spokenLanguage } from '../../../language/speak.ts';

/** The text of a file: by its mark, else UTF-8, else what old programs of the page's language wrote. */
export function decodeFile(buffer: ArrayBuffer): string {
  const bytes = new Uint8Array(buffer);
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder(spokenLanguage() === 'en' ? 'windows-1252' : 'windows-1251').decode(bytes);
  }
}
