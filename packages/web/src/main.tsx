import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { followSignedInAndOut, lookAgainWhenBroughtBack } from './follow-session.ts';
import { startSpeaking } from './language/speak.ts';
import { isLostPart, noteLostParts } from './lost-part/note-lost-parts.ts';
import { router } from './routes.tsx';
import { presenceQuery } from './session/account.ts';
import { queryClient } from './session/query-client.ts';
import { publicSettings } from './settings/public-settings.ts';
import { wearAccent } from './settings/wear-accent.ts';
import { trustOwnParts } from './trust-own-parts.ts';
import './styles/app.css';

// Compiled schemas would need 'unsafe-eval'. Said before Zod is there, which comes with the first form.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } });

async function start(root: HTMLElement): Promise<void> {
  trustOwnParts();
  noteLostParts();
  followSignedInAndOut();
  lookAgainWhenBroughtBack(root);
  void queryClient.prefetchQuery(presenceQuery);
  wearAccent(publicSettings().product_accent);
  // The words and the page's own part, both at once.
  await Promise.all([startSpeaking(), router.load()]);
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
