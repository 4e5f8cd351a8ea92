import { publicSettings } from '../settings/public-settings.ts';

/** The operator's logo or our doorway. */
export function Mark() {
  const { product_logo: logo } = publicSettings();
  if (logo) return <img src={logo} alt="" className="h-7 w-auto max-w-24 object-contain" />;
  return (
    <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" className="shrink-0">
      <path
        className="fill-accent"
        d="M16 2C9.4 2 4 7.4 4 14v14a2 2 0 0 0 2 2h20a2 2 0 0 0 2-2V14C28 7.4 22.6 2 16 2Z"
      />
      <path
        className="fill-on-accent"
        d="M16 10a4 4 0 0 0-2 7.46V23a1 1 0 0 0 1 1h2a1 1 0 0 0 1-1v-5.54A4 4 0 0 0 16 10Z"
      />
    </svg>
  );
}
