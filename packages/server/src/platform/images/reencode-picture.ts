import sharp, { type Metadata, type Sharp } from 'sharp';
import { findHiddenFile } from './find-hidden-file.ts';
import { findPackedBomb } from './find-packed-bomb.ts';
import { type PictureFormat, PictureRefused, pictureBounds } from './picture.ts';
import { recognizeFormat } from './recognize-format.ts';

// One picture at a time, and nothing of it kept for the next one.
sharp.concurrency(1);
sharp.cache(false);
// libvips reads far more than this (SVG, PDF, TIFF, …), each by a library with faults of its own: none of them is reachable.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadWebpBuffer',
    'VipsForeignLoadNsgifBuffer',
    'VipsForeignLoadHeifBuffer',
  ],
});

const { mostPixels, mostFrames, side } = pictureBounds;

/**
 * Makes a square WebP of a picture: its middle, upright, in sRGB, with its transparency and without anything else that the
 * file knew (place, camera, colour profile: L8). Use it in a process that may be killed: it decodes what strangers send.
 *
 * @throws PictureRefused for what is no picture, or one that is too large
 */
export async function reencodePicture(bytes: Buffer): Promise<Buffer> {
  const format = recognizeFormat(bytes);
  if (format === undefined)
    throw new PictureRefused({ reason: 'other_type', message: 'is no JPEG, PNG, WebP, GIF or AVIF' });
  const hidden = findHiddenFile(bytes);
  if (hidden !== undefined)
    throw new PictureRefused({
      reason: 'unreadable',
      message: `is a file of another kind as well (${hidden}): save it anew with a program for pictures`,
    });
  if (format === 'png' && findPackedBomb(bytes))
    throw new PictureRefused({ reason: 'unreadable', message: 'holds texts or a colour profile of more than 8 MiB' });
  refuseLarge(await readHeader(bytes, format));
  return decoded(
    // Orientation and profile are applied before they are dropped, or the picture would lie on its side.
    sharp(bytes, { limitInputPixels: mostPixels, pages: 1, autoOrient: true, failOn: 'warning' })
      .resize(side, side, { fit: 'cover', position: 'centre' })
      .webp({ quality: 82, alphaQuality: 90, smartSubsample: true }),
  );
}

/** Without the limit of pixels: a picture that is too large is to be told how large it is. */
async function readHeader(bytes: Buffer, format: PictureFormat): Promise<Metadata> {
  const metadata = await sharp(bytes, { limitInputPixels: false, pages: 1 }).metadata().catch(refuseUnreadable);
  // HEIC shares its container with AVIF; the decoder has to agree with the first bytes.
  const found = metadata.format === 'heif' && metadata.compression === 'av1' ? 'avif' : metadata.format;
  if (found !== format)
    throw new PictureRefused({ reason: 'other_type', message: 'is no JPEG, PNG, WebP, GIF or AVIF' });
  return metadata;
}

function refuseLarge({ width, height, pageHeight, pages = 1 }: Metadata): void {
  const rows = pageHeight ?? height;
  if (width * rows > mostPixels)
    throw new PictureRefused({
      reason: 'too_many_pixels',
      message: `has ${width * rows} pixels (${width} × ${rows}); at most ${mostPixels} are taken`,
    });
  if (pages > mostFrames)
    throw new PictureRefused({
      reason: 'too_many_frames',
      message: `has ${pages} frames; at most ${mostFrames} are taken, and only the first is shown`,
    });
}

const decoded = (picture: Sharp): Promise<Buffer> => picture.toBuffer().catch(refuseUnreadable);

/** What libvips says about it is long, and sometimes about our machine: it is not passed on. */
function refuseUnreadable(): never {
  throw new PictureRefused({ reason: 'unreadable', message: 'cannot be read: it is damaged or not complete' });
}
