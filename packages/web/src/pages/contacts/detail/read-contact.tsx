import { type Contact, PortressProblem } from '@portress/sdk';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button, ButtonLink } from '../../../ui/button.tsx';
import { Heading } from '../../../ui/heading.tsx';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { Skeleton, SkeletonLine } from '../../../ui/skeleton.tsx';
import { knownContact } from '../list/contact-cache.ts';
import { isThrottled } from '../list/contact-pages.ts';
import { useListSearch } from '../list/list-search.ts';
import { Waiting } from '../list/waiting.tsx';
import { BackToList } from './back-to-list.tsx';
import { contactQuery } from './contact-query.ts';

interface ReadContactProps {
  /** Whether what the list knows may be shown until the service has answered. */
  isFromList: boolean;
  children: (contact: Contact) => ReactNode;
}

/** The contact that the address names, once it is there; anybody else's is not there. */
export function ReadContact({ isFromList, children }: ReadContactProps) {
  const params: { id?: string } = useParams({ strict: false });
  const id = params.id ?? '';
  return (
    <One key={id} id={id} isFromList={isFromList}>
      {children}
    </One>
  );
}

function One({ id, isFromList, children }: ReadContactProps & { id: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { data, error, failureReason, isFetching, refetch } = useQuery({
    ...contactQuery(id),
    ...(isFromList && { placeholderData: () => knownContact(client, id) }),
  });
  if (data) return children(data);
  if (error instanceof PortressProblem && error.status === 404) return <NotThere />;
  return (
    <div className="flex flex-col items-start gap-4">
      <BackToList />
      {isFetching && isThrottled(failureReason) && <Waiting seconds={failureReason.retryAfterSeconds ?? 10} />}
      {error ? (
        <>
          <Heading>{t('nav.contacts')}</Heading>
          <ProblemNotice error={error} />
          <Button onClick={() => void refetch()}>{t('common.try_again')}</Button>
        </>
      ) : (
        <ContactSkeleton />
      )}
    </div>
  );
}

function ContactSkeleton() {
  return (
    <Skeleton>
      <SkeletonLine className="mb-6 h-8 w-64" />
      {['w-56', 'w-40', 'w-48'].map((width) => (
        <div key={width} className="flex gap-8 border-t border-line py-4">
          <SkeletonLine className="h-5 w-24" />
          <SkeletonLine className={`h-5 ${width}`} />
        </div>
      ))}
    </Skeleton>
  );
}

function NotThere() {
  const { t } = useTranslation();
  const search = useListSearch();
  return (
    <div className="flex flex-col items-start gap-4">
      <BackToList />
      <Heading>{t('contacts.detail.missing')}</Heading>
      <p className="text-muted">{t('contacts.detail.missing_about')}</p>
      <ButtonLink to="/contacts" search={search}>
        {t('contacts.detail.to_list')}
      </ButtonLink>
    </div>
  );
}
