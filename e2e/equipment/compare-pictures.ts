import type { Browser } from '@playwright/test';

/**
 * How much of two pictures of one size differs, as a share. Each is averaged over squares of 8 × 8 points, and a square
 * differs when one of its colours is off by more than 24 of 255: letters that another build of the browser draws a hair
 * thicker pass, a button that has moved or changed its colour does not.
 */
export async function shareThatDiffers(browser: Browser, kept: Buffer, drawn: Buffer): Promise<number> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const share = await page.evaluate(
    async (addresses) => {
      const side = 8;
      const most = 24;
      const [one, other] = await Promise.all(
        addresses.map(async (address) => {
          const image = new Image();
          image.src = address;
          await image.decode();
          const canvas = new OffscreenCanvas(image.width, image.height);
          const pen = canvas.getContext('2d');
          pen?.drawImage(image, 0, 0);
          return pen?.getImageData(0, 0, image.width, image.height);
        }),
      );
      if (!one || !other || one.width !== other.width || one.height !== other.height) return 1;
      const average = ({ data, width }: ImageData, left: number, top: number, colour: number) => {
        let sum = 0;
        for (let y = top; y < top + side; y += 1)
          for (let x = left; x < left + side; x += 1) sum += data[(y * width + x) * 4 + colour] ?? 0;
        return sum / (side * side);
      };
      let all = 0;
      let differing = 0;
      for (let top = 0; top + side <= one.height; top += side)
        for (let left = 0; left + side <= one.width; left += side) {
          all += 1;
          const isOff = [0, 1, 2].some(
            (colour) => Math.abs(average(one, left, top, colour) - average(other, left, top, colour)) > most,
          );
          if (isOff) differing += 1;
        }
      return differing / all;
    },
    [kept, drawn].map((png) => `data:image/png;base64,${png.toString('base64')}`),
  );
  await context.close();
  return share;
}
