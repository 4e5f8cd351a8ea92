import type { Area } from 'react-easy-crop';

/** Twice what the service shows, for it to make small well; a larger one would only take longer to send. */
const mostPixels = 500;

/** The chosen square as a small picture of its own; transparency stays. */
export async function cutPicture(picture: HTMLImageElement, part: Area): Promise<Blob> {
  const side = Math.max(1, Math.min(mostPixels, Math.round(part.width)));
  const canvas = document.createElement('canvas');
  canvas.width = side;
  canvas.height = side;
  const brush = canvas.getContext('2d');
  if (!brush) throw new TypeError('no canvas');
  brush.imageSmoothingQuality = 'high';
  brush.drawImage(picture, part.x, part.y, part.width, part.height, 0, 0, side, side);
  // A browser that can't write WebP writes PNG, which is as good.
  const cut = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/webp', 0.92));
  if (!cut) throw new TypeError('the canvas gave nothing');
  return cut;
}
