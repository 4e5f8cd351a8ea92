import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { spokenLanguage } from '../../../language/speak.ts';
import { Button } from '../../../ui/button.tsx';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { BirthdayStrip } from '../birthdays/birthday-strip.tsx';
import { EmptyBook } from './empty-book.tsx';
import { LetterStrip } from './letter-strip.tsx';
import { letterFor } from './letters.ts';
import { ListEnd } from './list-end.tsx';
import { type ListRow, rowsOf } from './list-rows.ts';
import { type ListSearch, useListSearch } from './list-search.ts';
import { ListSkeleton } from './list-skeleton.tsx';
import { ListedContact } from './listed-contact.tsx';
import { LongList } from './long-list.tsx';
import { NoMatch } from './no-match.tsx';
import { useContactPages } from './use-contact-pages.ts';
import { Waiting } from './waiting.tsx';

/** The list of what the address asks for, in every state that it can be in. */
export function ContactList({ email }: { email: string }) {
  const { t } = useTranslation();
  const search = useListSearch();
  const pages = useContactPages(search);
  const { contacts, error, retry, hasMore, isOld, isReading, waitSeconds } = pages;
  const isWhole = Object.keys(search).length === 0;
  const isNobody = contacts?.length === 0 && !hasMore;
  return (
    <>
      {waitSeconds !== null && <Waiting key={JSON.stringify(search)} seconds={waitSeconds} />}
      {error !== null && !contacts && (
        <div className="flex flex-col items-start gap-4 py-3">
          <ProblemNotice error={error} words={t('contacts.list.unread', { returnObjects: true })} />
          <Button onClick={retry}>{t('common.try_again')}</Button>
        </div>
      )}
      {error === null && !contacts && <ListSkeleton />}
      {isNobody && (isWhole ? <EmptyBook email={email} /> : <NoMatch search={search} isOld={isOld} />)}
      {contacts && !isNobody && (
        <div className="flex gap-1">
          <div className={`min-w-0 grow ${isOld ? 'opacity-60' : ''}`} aria-busy={isOld}>
            {isWhole && <BirthdayStrip />}
            <Rows pages={pages} search={search} />
            <ListEnd error={error} retry={retry} isReading={isReading && hasMore} />
          </div>
          {search.q === undefined && <LetterStrip search={search} />}
        </div>
      )}
    </>
  );
}

function Rows({ pages, search }: { pages: ReturnType<typeof useContactPages>; search: ListSearch }) {
  const { t } = useTranslation();
  const language = spokenLanguage();
  const { contacts, hasMore, isReading, isOld, error, more } = pages;
  const listKey = useShownKey(JSON.stringify(search), isOld);
  const rows = useMemo(() => rowsOf(contacts ?? [], letterFor(language)), [contacts, language]);
  const onEndNear = useCallback(() => {
    if (hasMore && !isReading && error === null) more();
  }, [hasMore, isReading, error, more]);
  return (
    <LongList
      label={t('nav.contacts')}
      rows={rows}
      listKey={listKey}
      onEndNear={onEndNear}
      drawRow={(row: ListRow, tabStop) =>
        row.kind === 'contact' ? (
          <ListedContact contact={row.contact} search={search} {...tabStop} />
        ) : (
          <h2
            translate={row.letter === '' ? undefined : 'no'}
            className="flex h-9 items-end px-3 pb-1 text-13 font-medium text-muted"
          >
            {row.letter === '' ? t('contacts.list.no_last_name') : row.letter}
          </h2>
        )
      }
    />
  );
}

/** Of the list that is shown, which is still the one before while the next is on its way. */
function useShownKey(key: string, isOld: boolean): string {
  const [shown, setShown] = useState(key);
  if (!isOld && shown !== key) setShown(key);
  return shown;
}
