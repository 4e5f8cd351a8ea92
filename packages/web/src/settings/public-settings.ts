/** What the operator has set and everybody may know. The server writes it into the page, anew for each. */
export interface PublicSettings {
  product_name: string;
  /** A CSS hex colour. */
  product_accent: string | null;
  product_logo: string | null;
  support_email: string | null;
  sign_up: 'open' | 'invite' | 'closed';
  sign_up_disclosure: 'conflict' | 'silent';
  email_verification: 'required' | 'optional';
  mail: 'on' | 'off';
  /** Code points. */
  password_min_length: number;
  /** Exact origins that `return_to` may lead to; a port may be `*`. */
  app_origins: readonly string[];
  api_reference: boolean;
  documentation: boolean;
  dev_inbox: boolean;
  /** There is no administrator yet. */
  setup_open: boolean;
}

/** A page that came without settings offers nothing that may not be there. */
const unknown: PublicSettings = {
  product_name: 'Portress',
  product_accent: null,
  product_logo: null,
  support_email: null,
  sign_up: 'open',
  sign_up_disclosure: 'conflict',
  email_verification: 'required',
  mail: 'on',
  password_min_length: 8,
  app_origins: [],
  api_reference: false,
  documentation: false,
  dev_inbox: false,
  setup_open: false,
};

let current: PublicSettings | null = null;

export function publicSettings(): PublicSettings {
  current ??= { ...unknown, ...readFromPage() };
  return current;
}

/** The first administrator has just been made. */
export function closeSetup(): void {
  current = { ...publicSettings(), setup_open: false };
}

/** Written by our own server; an older one may know fewer settings. */
function readFromPage(): Partial<PublicSettings> {
  const written = document.querySelector('meta[name="portress-settings"]')?.getAttribute('content');
  return written ? (JSON.parse(written) as Partial<PublicSettings>) : {};
}
