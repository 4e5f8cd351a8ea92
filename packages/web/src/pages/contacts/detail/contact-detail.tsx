import type { Contact } from '@portress/sdk';
import { useTranslation } from 'react-i18next';
import { Button, ButtonLink } from '../../../ui/button.tsx';
import { Heading } from '../../../ui/heading.tsx';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { StillWorking } from '../../../ui/still-working.tsx';
import { fullName } from '../contact-name.ts';
import { useListSearch } from '../list/list-search.ts';
import { BackToList } from './back-to-list.tsx';
import { ContactFacts } from './contact-facts.tsx';
import { FavoriteStar } from './favorite-star.tsx';
import { ReadContact } from './read-contact.tsx';
import { useDeleteContact } from './use-delete-contact.ts';

/** Everything about one contact, and what can be done about it. */
export function ContactDetail() {
  return <ReadContact isFromList>{(contact) => <Detail contact={contact} />}</ReadContact>;
}

function Detail({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const search = useListSearch();
  const { deleteNow, isBusy, error } = useDeleteContact(contact);
  return (
    <article className="flex flex-col gap-6">
      <div className="flex flex-col gap-2">
        <BackToList />
        <div className="flex items-start justify-between gap-4">
          <div className="wordy">
            <Heading>{fullName(contact)}</Heading>
          </div>
          <FavoriteStar contact={contact} />
        </div>
      </div>
      {error !== null && <ProblemNotice error={error} />}
      <ContactFacts contact={contact} />
      <div className="flex flex-wrap gap-3">
        <ButtonLink to="/contacts/$id/edit" params={{ id: contact.id }} search={search}>
          {t('common.edit')}
        </ButtonLink>
        <Button kind="danger" isBusy={isBusy} onClick={deleteNow}>
          {t('common.delete')}
        </Button>
      </div>
      <StillWorking isOn={isBusy} />
    </article>
  );
}
