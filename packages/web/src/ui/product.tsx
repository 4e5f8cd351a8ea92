import { Link } from '@tanstack/react-router';
import { publicSettings } from '../settings/public-settings.ts';
import { Mark } from './mark.tsx';

/** The product's mark and name, and the way home. */
export function Product() {
  const { product_name: name } = publicSettings();
  return (
    <Link to="/" className="inline-flex items-center gap-3 rounded-control text-17 font-strong">
      <Mark />
      <span className="wordy">{name}</span>
    </Link>
  );
}
