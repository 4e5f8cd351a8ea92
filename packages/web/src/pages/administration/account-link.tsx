import { Link } from '@tanstack/react-router';

/** To an account that only its id is known of. */
export function AccountLink({ id, className = '' }: { id: string; className?: string }) {
  return (
    <Link
      to="/administration/accounts/$id"
      params={{ id }}
      title={id}
      className={`text-link relative z-1 inline-block max-w-full align-bottom font-mono text-13 ${className}`}
    >
      <span className="block truncate">{id}</span>
    </Link>
  );
}
