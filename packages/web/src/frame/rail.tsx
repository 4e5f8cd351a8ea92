import type { Account } from '@portress/sdk';
import { Link, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type Group, groupOf, groupsFor } from './places.ts';

/** Where am I, where can I go: the whole house beside a wide page, and on a phone its groups in a bar below. */
export function Rail({ account }: { account: Account | null }) {
  const { t } = useTranslation();
  const groups = groupsFor(account);
  return (
    <nav aria-label={t('nav.label')} className="min-h-0 wide:overflow-y-auto wide:py-1">
      <div className="max-wide:hidden">
        {groups.map((group) => (
          <Places key={group.word} group={group} />
        ))}
      </div>
      <Bar groups={groups} />
    </nav>
  );
}

const look =
  'flex items-center rounded-control text-muted transition-colors hover:bg-sunken hover:text-text aria-[current=page]:text-accent';

function Places({ group }: { group: Group }) {
  const { t } = useTranslation();
  // The apps need no title over one or two places; what comes after them does.
  const hasTitle = group.places.length > 2;
  return (
    <ul className={`flex flex-col gap-px p-px ${hasTitle ? 'mt-5' : ''}`}>
      {hasTitle && (
        <li aria-hidden="true" className="px-3 pb-1 text-12 font-medium text-muted">
          {t(`nav.${group.word}`)}
        </li>
      )}
      {group.places.map(({ to, word, Icon, isExact }) => (
        <li key={to}>
          <Link
            to={to}
            activeOptions={{ exact: isExact === true, includeSearch: false }}
            className={`${look} min-h-9 gap-3 px-3 [@media(height<54rem)_and_(pointer:fine)]:min-h-8 aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium pointer-coarse:min-h-11`}
          >
            <Icon aria-hidden="true" size={18} strokeWidth={1.75} className="shrink-0" />
            {t(`nav.${word}`)}
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Bar({ groups }: { groups: Group[] }) {
  const { t } = useTranslation();
  const here = useGroup();
  return (
    <ul className="fixed inset-x-0 bottom-0 z-10 flex justify-around border-t border-line bg-surface pb-[env(safe-area-inset-bottom)] wide:hidden">
      {groups.map((group) => {
        const [{ to, Icon }] = group.places;
        return (
          <li key={group.word} className="min-w-0 grow basis-0">
            <Link
              to={to}
              aria-current={group === here ? 'page' : undefined}
              className={`${look} min-h-14 flex-col justify-center gap-1 text-12`}
            >
              <Icon aria-hidden="true" size={18} strokeWidth={1.75} className="shrink-0" />
              <span className="w-full truncate text-center">{t(`nav.short.${group.word}`)}</span>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

/** On a phone the bar has room for the group only; its pages stand above the page. */
export function Neighbours() {
  const { t } = useTranslation();
  const group = useGroup();
  const nav = useRef<HTMLElement>(null);
  const path = usePath();
  // biome-ignore lint/correctness/useExhaustiveDependencies: with each page another place is lit
  useEffect(() => {
    const lit = nav.current?.querySelector<HTMLElement>('[aria-current=page]');
    // Sideways only: the page's own scroll may just have been brought back.
    if (nav.current && lit) nav.current.scrollLeft = lit.offsetLeft - (nav.current.clientWidth - lit.offsetWidth) / 2;
  }, [path]);
  if (!group || group.places.length < 2) return null;
  return (
    <nav
      ref={nav}
      aria-label={t(`nav.${group.word}`)}
      className="relative overflow-x-auto border-b border-line px-1 wide:hidden"
    >
      <ul className="flex gap-1">
        {group.places.map(({ to, word, isExact }) => (
          <li key={to} className="shrink-0">
            <Link
              to={to}
              activeOptions={{ exact: isExact === true, includeSearch: false }}
              className="flex min-h-11 items-center border-b-2 border-transparent px-3 text-muted aria-[current=page]:border-accent aria-[current=page]:font-medium aria-[current=page]:text-accent"
            >
              {t(`nav.${word}`)}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function useGroup(): Group | undefined {
  return groupOf(usePath());
}

/** Below `<base>`. */
function usePath(): string {
  return useRouterState({ select: ({ location }) => location.pathname });
}
