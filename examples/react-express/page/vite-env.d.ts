/// <reference types="vite/client" />

interface ImportMetaEnv {
  /** The service's PUBLIC_URL. */
  readonly VITE_PORTRESS: string;
}
