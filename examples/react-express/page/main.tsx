import { createPortress } from '@portress/sdk';
import { PortressProvider } from '@portress/sdk/react';
import { createRoot } from 'react-dom/client';

import { App } from './app.tsx';

// One client for the page, outside of any component. On another origin than the service's it uses `split`: the refresh token is
// in a cookie that no script can read, the access token in memory.
const portress = createPortress({ baseUrl: import.meta.env.VITE_PORTRESS });

const page = document.getElementById('page');
if (page !== null)
  createRoot(page).render(
    <PortressProvider portress={portress}>
      <App />
    </PortressProvider>,
  );
