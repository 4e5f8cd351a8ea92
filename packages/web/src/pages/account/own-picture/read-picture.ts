/** What a browser still cuts at ease; a photograph of a phone fits. Sent is only what was cut, a hundredth of it. */
const mostBytes = 30_000_000;

export type PictureFault = 'too_large' | 'wrong_kind' | 'unreadable';

export type ReadPicture = { picture: HTMLImageElement } | { fault: PictureFault };

/** As the dialog of the browser is told. */
export const acceptedKinds = 'image/jpeg,image/png,image/webp,image/gif,image/avif';

/** Reads a chosen file so that it can be looked at and cut, and finds out before it is sent what would be refused. */
export async function readPicture(file: Blob): Promise<ReadPicture> {
  if (file.size > mostBytes) return { fault: 'too_large' };
  try {
    const kind = kindOf(new Uint8Array(await file.slice(0, 32).arrayBuffer()));
    if (kind === undefined) return { fault: file.size === 0 ? 'unreadable' : 'wrong_kind' };
    const picture = new Image();
    picture.src = await dataAddressOf(new Blob([file], { type: kind }));
    await picture.decode();
    return picture.naturalWidth > 0 ? { picture } : { fault: 'unreadable' };
  } catch {
    return { fault: 'unreadable' };
  }
}

/** By the content, as the service goes by it: a name or a type may say anything. */
function kindOf(start: Uint8Array): string | undefined {
  const text = String.fromCharCode(...start);
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (text.startsWith('GIF8')) return 'image/gif';
  if (text.startsWith('RIFF') && text.startsWith('WEBP', 8)) return 'image/webp';
  if (text.startsWith('ftyp', 4) && /avi[fs]/.test(text.slice(8))) return 'image/avif';
  return undefined;
}

/** A blob: address would need a wider content policy. */
function dataAddressOf(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(typeof reader.result === 'string' ? reader.result : ''));
    reader.addEventListener('error', () => reject(reader.error ?? new Error('unreadable')));
    reader.readAsDataURL(blob);
  });
}
