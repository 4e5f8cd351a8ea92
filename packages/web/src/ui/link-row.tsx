import { Link } from '@tanstack/react-router';
import { ChevronRight, type LucideIcon } from 'lucide-react';

interface LinkRowProps {
  Icon: LucideIcon;
  title: string;
  about: string;
}

type LinkPath = '/contacts' | '/cats' | '/account' | '/account/devices' | '/administration';

const look = 'group flex items-center gap-4 border-t border-line py-4 transition-colors';

/** A whole row that leads to a page of this client. */
export function LinkRow({ to, ...row }: LinkRowProps & { to: LinkPath }) {
  return (
    <li>
      <Link to={to} className={look}>
        <Inside {...row} />
      </Link>
    </li>
  );
}

/** The same to what the service itself serves; `href` is read below `<base>`. */
export function ServiceLinkRow({ href, ...row }: LinkRowProps & { href: string }) {
  return (
    <li>
      <a href={href} className={look}>
        <Inside {...row} />
      </a>
    </li>
  );
}

function Inside({ Icon, title, about }: LinkRowProps) {
  return (
    <>
      <Icon aria-hidden="true" size={18} strokeWidth={1.75} className="shrink-0 text-muted" />
      <span className="wordy grow">
        <span className="block font-medium group-hover:text-accent">{title}</span>
        <span className="block text-13 text-muted">{about}</span>
      </span>
      <ChevronRight aria-hidden="true" size={18} strokeWidth={1.75} className="shrink-0 text-muted" />
    </>
  );
}
