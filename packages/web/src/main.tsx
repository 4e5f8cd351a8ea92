import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import * as z from 'zod/mini';
import { App } from './app.tsx';
import { followSignedInAndOut } from './follow-session.ts';
import { startSpeaking } from './language/speak.ts';
import { isLostPart, noteLostParts } from './lost-part/note-lost-parts.ts';
import { presenceQuery } from './session/account.ts';
import { queryClient } from './session/query-client.ts';
import { publicSettings } from './settings/public-settings.ts';
import { wearAccent } from './settings/wear-accent.ts';
import './styles/app.css';

async function start(root: HTMLElement): Promise<void> {
  // Compiled schemas would need 'unsafe-eval'.
  z.config({ jitless: true });
  noteLostParts();
  followSignedInAndOut();
  void queryClient.prefetchQuery(presenceQuery);
  wearAccent(publicSettings().product_accent);
  await startSpeaking();
  const onCaughtError = (error: unknown) => {
    // That a newer build is there is no fault to report.
    // biome-ignore lint/suspicious/noConsole: where React itself says it.
    if (!isLostPart(error)) console.error(error);
  };
  createRoot(root, { onCaughtError }).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

const root = document.getElementById('root');
if (root) void start(root);
