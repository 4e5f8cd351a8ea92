import { readFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import sharp from 'sharp';
import { afterEach, describe, expect, test } from 'vitest';
import {
  colourAt,
  type Format,
  formats,
  givenGif,
  givenPhoto,
  givenPng,
  givenProfileBomb,
  givenTextBomb,
} from '#test/given-pictures.ts';
import { createPictureReencoding, type PictureReencoding, type ReencodingPace } from './picture-reencoding.ts';

const opened: PictureReencoding[] = [];
const open = (pace: Partial<ReencodingPace> = {}): PictureReencoding => {
  const pictures = createPictureReencoding(pace);
  opened.push(pictures);
  return pictures;
};
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

const refusalOf = (
  pictures: PictureReencoding,
  bytes: Buffer,
): Promise<{ reason?: string; code?: string; message: string }> =>
  pictures.reencode(bytes).then(
    () => ({ message: 'taken' }),
    (error) => error,
  );
const small = () => givenPhoto(64, 64).png().toBuffer();

/** Mebibytes of the process for pictures: `VmRSS` now, `VmHWM` at its highest. */
function memoryOf({ pid }: PictureReencoding, field: 'VmRSS' | 'VmHWM'): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
}

/** The bound of the case is for a free machine; a test asserts at twenty times. */
const soonMilliseconds = 200 * 20;
const mostMebibytes = 64;

describe('the pictures that are taken', () => {
  test.each(formats)('a %s becomes a WebP of 250 × 250', async (format) => {
    const given = await givenPhoto(900, 600)[format]().toBuffer();
    const made = await open().reencode(given);
    const metadata = await sharp(made).metadata();
    expect(metadata).toMatchObject({ format: 'webp', width: 250, height: 250, space: 'srgb' });
    expect(made.length).toBeLessThan(60_000);
  });

  test('the middle is shown; small ones are enlarged, and odd ones are taken as well', async () => {
    const pictures = open();
    const wide = await sharp({ create: { width: 900, height: 100, channels: 3, background: '#00c' } })
      .composite([{ input: await givenPhoto(100, 100).png().toBuffer(), left: 400, top: 0 }])
      .png()
      .toBuffer();
    const [red = 0, green = 0, blue = 0] = await colourAt(await pictures.reencode(wide), 20, 20);
    expect([red > 150, green < 60, blue < 60]).toEqual([true, true, true]);
    for (const picture of [
      givenPhoto(2, 2).png(),
      givenPhoto(640, 480).toColourspace('cmyk').jpeg(),
      givenPhoto().toColourspace('rgb16').png(),
      givenPhoto().greyscale().png({ palette: true }),
      givenPhoto().jpeg({ progressive: true }),
      givenPhoto(30, 6000).webp({ lossless: true }),
    ])
      expect(await sharp(await pictures.reencode(await picture.toBuffer())).metadata()).toMatchObject({
        width: 250,
        height: 250,
      });
  });

  test('L8: place, camera, text and colour profile are gone; the orientation was applied', async () => {
    const given = await givenPhoto(600, 400)
      .jpeg({ quality: 95 })
      .withExif({
        IFD0: { Make: 'Camera', Copyright: 'Ann' },
        IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '50/1 27/1 0/1' },
      })
      .withMetadata({ orientation: 6, icc: 'p3' })
      .toBuffer();
    const before = await sharp(given).metadata();
    expect([before.exif !== undefined, before.icc !== undefined, before.orientation]).toEqual([true, true, 6]);
    const made = await open().reencode(given);
    const after = await sharp(made).metadata();
    for (const field of ['exif', 'icc', 'xmp', 'iptc', 'comments', 'orientation'] as const)
      expect(after[field], field).toBeUndefined();
    for (const trace of ['Exif', 'EXIF', 'ICCP', 'XMP ', 'Camera', 'Ann', 'GPS'])
      expect(made.includes(trace), trace).toBe(false);
    // Turned by a quarter: what was at the bottom left is now at the top left.
    const [red = 0, green = 0, blue = 0] = await colourAt(made, 30, 30);
    expect([red < 80, green < 80, blue > 120]).toEqual([true, true, true]);
  });

  test('L8: a wide colour is brought to sRGB before its profile is dropped', async () => {
    const green = await sharp({
      create: { width: 300, height: 300, channels: 3, background: { r: 100, g: 160, b: 90 } },
    })
      .png()
      .withIccProfile('p3')
      .toBuffer();
    const [red = 0, level = 0, blue = 0] = await colourAt(await open().reencode(green), 125, 125);
    expect(Math.max(Math.abs(red - 100), Math.abs(level - 160), Math.abs(blue - 90))).toBeLessThan(8);
  });

  test('transparency stays', async () => {
    const given = await sharp({
      create: { width: 300, height: 300, channels: 4, background: { r: 200, g: 0, b: 0, alpha: 0.5 } },
    })
      .png()
      .toBuffer();
    const [, , , alpha = 0] = await colourAt(await open().reencode(given), 125, 125);
    expect(Math.abs(alpha - 128)).toBeLessThan(8);
  });

  test('of an animation the first frame is shown, up to 1000 of them', async () => {
    expect(await sharp(await open().reencode(givenGif(1000))).metadata()).toMatchObject({ format: 'webp', width: 250 });
  });
});

describe('the pictures that are refused', () => {
  test.each([
    [
      'a PNG of 50,000 × 50,000',
      () => givenPng(50_000, 50_000, Buffer.alloc(100)),
      'too_many_pixels',
      '2500000000 pixels (50000 × 50000)',
    ],
    [
      'a PNG of 50 megapixels',
      () => givenPng(10_000, 5000, Buffer.alloc(5000 * 1251)),
      'too_many_pixels',
      '50000000 pixels (10000 × 5000)',
    ],
    ['a GIF of 10,000 frames', () => givenGif(10_000), 'too_many_frames', '10000 frames'],
  ] as const)(
    'L4: %s is refused from its header: soon, and in little memory',
    async (_name, make, reason, measured) => {
      const pictures = open();
      const bytes = make();
      await pictures.reencode(await small());
      for (let time = 0; time < 20; time += 1) {
        const before = memoryOf(pictures, 'VmRSS');
        const own = process.memoryUsage.rss();
        const startedAt = performance.now();
        const refusal = await refusalOf(pictures, bytes);
        expect(performance.now() - startedAt).toBeLessThan(soonMilliseconds);
        expect(refusal).toMatchObject({ reason, message: expect.stringContaining(measured) });
        expect(memoryOf(pictures, 'VmHWM') - before).toBeLessThan(mostMebibytes);
        expect((process.memoryUsage.rss() - own) / 1024 / 1024).toBeLessThan(mostMebibytes);
      }
    },
  );

  test.each(formats)(
    'L5: a %s that is cut off anywhere is unreadable, and the next picture is read',
    async (format: Format) => {
      const pictures = open();
      const whole = await givenPhoto(900, 600)[format]().toBuffer();
      for (const part of [0.02, 0.1, 0.5, 0.9]) {
        const cut = whole.subarray(0, Math.max(20, Math.floor(whole.length * part)));
        expect((await refusalOf(pictures, cut)).reason, `${part}`).toBe('unreadable');
      }
      expect((await pictures.reencode(whole)).length).toBeGreaterThan(0);
    },
  );

  test('L5: a wrong checksum, a text bomb and a profile bomb end nothing but themselves', async () => {
    const pictures = open();
    await pictures.reencode(await small());
    const { pid } = pictures;
    const damaged = await givenPhoto().png().toBuffer();
    const at = damaged.indexOf('IDAT') + 20;
    damaged.writeUInt8(damaged.readUInt8(at) ^ 0xff, at);
    expect((await refusalOf(pictures, damaged)).reason).toBe('unreadable');
    const header = await givenPhoto().png().toBuffer();
    header.writeUInt8(header.readUInt8(29) ^ 0xff, 29);
    expect((await refusalOf(pictures, header)).reason).toBe('unreadable');
    for (const bomb of [givenTextBomb(1000), givenProfileBomb(1000)]) {
      expect(bomb.length).toBeLessThan(5_000_000);
      const before = memoryOf(pictures, 'VmRSS');
      expect((await refusalOf(pictures, bomb)).reason).toBe('unreadable');
      expect(memoryOf(pictures, 'VmHWM') - before).toBeLessThan(200);
    }
    expect((await pictures.reencode(await small())).length).toBeGreaterThan(0);
    expect(pictures.pid).toBe(pid);
  });

  test('L2: what is no picture of the five kinds is of another type, whatever it is called', async () => {
    const pictures = open();
    for (const bytes of [
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'),
      Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
      Buffer.from('<!doctype html><script>alert(1)</script>'),
      Buffer.from('%PDF-1.7\n1 0 obj'),
      await givenPhoto().tiff().toBuffer(),
      Buffer.from('BM\x36\0\0\0'),
      Buffer.from('\0\0\0\x18ftypheic\0\0\0\0heicmif1'),
      Buffer.from('GIF'),
      Buffer.alloc(1),
      Buffer.alloc(1000),
    ])
      expect((await refusalOf(pictures, bytes)).reason, bytes.toString('latin1', 0, 20)).toBe('other_type');
  });

  test('L2: a picture that is a page, an archive or a document as well is refused', async () => {
    const pictures = open();
    const zip = Buffer.concat([
      Buffer.from('PK\x03\x04'),
      Buffer.alloc(30),
      Buffer.from('PK\x05\x06'),
      Buffer.alloc(18),
    ]);
    const gif = givenGif(1);
    for (const format of ['jpeg', 'png', 'gif'] as const) {
      const whole = await givenPhoto()[format]().toBuffer();
      for (const other of [Buffer.from('<script>alert(1)</script>'), Buffer.from('<?php system("id");'), zip])
        expect((await refusalOf(pictures, Buffer.concat([whole, other]))).reason).toBe('unreadable');
      // What cameras put behind a picture, such as a short film, is no harm.
      expect((await refusalOf(pictures, Buffer.concat([whole, Buffer.from('\0\0\0\x18ftypmp42')]))).message).toBe(
        'taken',
      );
    }
    const comment = Buffer.from('21fe0a255044462d312e370a20', 'hex');
    expect(
      (await refusalOf(pictures, Buffer.concat([gif.subarray(0, 19), comment, Buffer.of(0), gif.subarray(19)]))).reason,
    ).toBe('unreadable');
    for (const start of ['GIF89a/*<svg/onload=alert(1)>*/=1;', '\x89PNG\r\n\x1a\n<html>', '\xff\xd8\xff<!-- -->'])
      expect((await refusalOf(pictures, Buffer.from(start, 'latin1'))).reason).toBe('unreadable');
  });
});

describe('the process for pictures', () => {
  test('takes no more memory than is allowed: what needs more ends with it, and the next picture is read', {
    timeout: 120_000,
  }, async () => {
    const mebibyte = 1024 * 1024;
    const pictures = open({ mostMemory: { avif: 200 * mebibyte, others: 120 * mebibyte } });
    const plain = {
      create: { width: 6000, height: 4000, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0.5 } },
    } as const;
    // Interlaced: it has to be held as a whole.
    for (const dear of [
      await sharp(plain).png({ progressive: true }).toBuffer(),
      await sharp(plain).avif({ effort: 0 }).toBuffer(),
    ]) {
      expect(dear.length).toBeLessThan(5_000_000);
      expect(await refusalOf(pictures, dear)).toMatchObject({
        reason: 'unreadable',
        message: expect.stringContaining('memory'),
      });
    }
    expect((await pictures.reencode(await small())).length).toBeGreaterThan(0);
  });

  test('a picture that takes too long is given up with its process', async () => {
    const pictures = open({ pictureMilliseconds: 100 });
    const slow = await givenPhoto(6000, 4000).avif({ effort: 0 }).toBuffer();
    expect(await refusalOf(pictures, slow)).toMatchObject({
      reason: 'unreadable',
      message: expect.stringContaining('0.1 seconds'),
    });
    expect(pictures.pid).toBeUndefined();
  });

  test('more than may wait are refused at once, and who waits too long is told to come back', async () => {
    const pictures = open({ longestQueue: 3, waitMilliseconds: 1 });
    const slow = await givenPhoto(3000, 2000).avif({ effort: 0 }).toBuffer();
    const answers = await Promise.all(Array.from({ length: 10 }, () => refusalOf(pictures, slow)));
    expect(answers[0]?.message).toBe('taken');
    for (const answer of answers.slice(1)) expect(answer).toMatchObject({ code: 'overloaded' });
  });

  test('somebody ends it: the picture is answered with 503, the next one has a new process', async () => {
    const pictures = open();
    await pictures.reencode(await small());
    const { pid } = pictures;
    if (pid === undefined) throw new Error('there is no process');
    const slow = refusalOf(pictures, await givenPhoto(3000, 2000).avif({ effort: 0 }).toBuffer());
    process.kill(pid, 'SIGKILL');
    expect(await slow).toMatchObject({ code: 'unavailable' });
    expect((await pictures.reencode(await small())).length).toBeGreaterThan(0);
    expect(pictures.pid).not.toBe(pid);
  });

  test('there is none before the first picture and after the last, and none of our secrets is in it', async () => {
    const pictures = open({ idleMilliseconds: 50 });
    expect(pictures.pid).toBeUndefined();
    process.env.SECRET_KEY = 'canary-in-the-environment';
    await pictures.reencode(await small());
    delete process.env.SECRET_KEY;
    const { pid } = pictures;
    expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).not.toContain('canary');
    for (let tries = 0; tries < 200 && pictures.pid !== undefined; tries += 1) await wait(10);
    expect(pictures.pid).toBeUndefined();
    expect((await pictures.reencode(await small())).length).toBeGreaterThan(0);
  });

  test('after the end of the service nothing is taken', async () => {
    const pictures = open();
    const running = refusalOf(pictures, await small());
    await pictures.close();
    expect(await running).toMatchObject({ code: 'unavailable' });
    expect(await refusalOf(pictures, await small())).toMatchObject({ code: 'unavailable' });
    expect(pictures.pid).toBeUndefined();
  });
});
