import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import * as z from 'zod/mini';
import { App } from './app.tsx';
import { followSignedInAndOut } from './follow-session.ts';
import { startSpeaking } from './language/speak.ts';
import { presenceQuery } from './session/account.ts';
import { queryClient } from './session/query-client.ts';
import { publicSettingsQuery } from './settings/public-settings.ts';
import './styles/app.css';

/** How long the first drawing waits for the product's name and colour. */
const settingsPatienceMs = 1500;

async function start(root: HTMLElement): Promise<void> {
  // Compiled schemas would need 'unsafe-eval'.
  z.config({ jitless: true });
  followSignedInAndOut();
  void queryClient.prefetchQuery(presenceQuery);
  const settings = queryClient.prefetchQuery(publicSettingsQuery);
  const patience = new Promise((resolve) => setTimeout(resolve, settingsPatienceMs));
  await Promise.all([startSpeaking(), Promise.race([settings, patience])]);
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

const root = document.getElementById('root');
if (root) void start(root);
