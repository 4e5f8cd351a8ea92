import { createPortress } from '@portress/sdk';

/** The one client of this page. `<base>` holds the path of PUBLIC_URL. */
export const portress = createPortress({ baseUrl: document.baseURI });
