import type { CDPSession } from '@playwright/test';

export interface Screen {
  name: string;
  width: number;
  height: number;
  /** A phone has a finger instead of a mouse, larger controls for it, and a scroll bar that floats. */
  isTouched: boolean;
}

export const desk: Screen = { name: 'desk', width: 1280, height: 800, isTouched: false };
export const wide: Screen = { name: 'wide', width: 2560, height: 1440, isTouched: false };
export const phone: Screen = { name: 'phone', width: 360, height: 740, isTouched: true };

/** Puts the page that is open on another screen, without loading it again. */
export async function putOnScreen(session: CDPSession, { width, height, isTouched }: Screen): Promise<void> {
  await session.send('Emulation.setTouchEmulationEnabled', { enabled: isTouched, maxTouchPoints: 1 });
  const metrics = { width, height, deviceScaleFactor: 1, mobile: isTouched };
  await session.send('Emulation.setDeviceMetricsOverride', metrics);
}

/** The whole page as it stands, also what lies below the edge of the screen. */
export async function takePicture(session: CDPSession): Promise<Buffer> {
  const { cssContentSize } = await session.send('Page.getLayoutMetrics');
  const clip = { ...cssContentSize, scale: 1 };
  const { data } = await session.send('Page.captureScreenshot', { captureBeyondViewport: true, clip });
  return Buffer.from(data, 'base64');
}
