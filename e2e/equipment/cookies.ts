import type { BrowserContext } from '@playwright/test';

export async function cookieNamed(context: BrowserContext, name: string): Promise<string | null> {
  return (await context.cookies()).find((cookie) => cookie.name === name)?.value ?? null;
}
