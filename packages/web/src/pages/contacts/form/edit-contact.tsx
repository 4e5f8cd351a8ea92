import { type Contact, etagOf, PortressProblem } from '@portress/sdk';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Heading } from '../../../ui/heading.tsx';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { useToast } from '../../../ui/toasts.tsx';
import { addressBook } from '../address-book.ts';
import { fullName } from '../contact-name.ts';
import { BackToList } from '../detail/back-to-list.tsx';
import { ReadContact } from '../detail/read-contact.tsx';
import { readAgain, showChanged } from '../list/contact-cache.ts';
import { useListSearch } from '../list/list-search.ts';
import { ChangedMeanwhile } from './changed-meanwhile.tsx';
import { type ContactDraft, draftOf, fieldsOf } from './contact-draft.ts';
import { ContactForm } from './contact-form.tsx';

export function EditContact() {
  return <ReadContact isFromList={false}>{(contact) => <Edit contact={contact} />}</ReadContact>;
}

/** The contact was changed elsewhere since the form was filled in from it. */
class Changed extends Error {
  readonly now: Contact;
  constructor(now: Contact) {
    super('changed meanwhile');
    this.now = now;
  }
}

function Edit({ contact }: { contact: Contact }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const search = useListSearch();
  const [before] = useState(contact);
  /** What the person has seen: saved over this and over nothing else. */
  const seen = useRef(contact);
  const { id } = before;

  async function save(draft: ContactDraft): Promise<Contact> {
    const now = await addressBook.find(id);
    if (now.updated_at !== seen.current.updated_at) throw new Changed(now);
    try {
      return await addressBook.replace(id, fieldsOf(draft, before), { ifMatch: etagOf(now) });
    } catch (error) {
      const isLate = error instanceof PortressProblem && error.code === 'precondition_failed';
      throw isLate ? new Changed(await addressBook.find(id)) : error;
    }
  }

  return (
    <div className="flex flex-col gap-6">
      <BackToList />
      <Heading title={t('contacts.form.edit', { name: fullName(before) })}>{fullName(before)}</Heading>
      <ContactForm
        id={id}
        draft={draftOf(before)}
        submitLabel={t('common.save')}
        onSave={save}
        drawError={(error, saveAgain) => {
          if (error instanceof Changed) {
            const saveOver = () => {
              seen.current = error.now;
              saveAgain();
            };
            return <ChangedMeanwhile key={error.now.updated_at} now={error.now} onSaveOver={saveOver} />;
          }
          const isGone = error instanceof PortressProblem && error.status === 404;
          const words = t('contacts.form.gone', { returnObjects: true });
          return isGone ? <ProblemNotice error={error} words={words} /> : null;
        }}
        onSaved={(saved) => {
          showChanged(client, saved);
          readAgain(client);
          toast({ text: t('contacts.form.saved', { name: fullName(saved) }) });
          void navigate({ to: '/contacts/$id', params: { id }, search, replace: true });
        }}
      />
    </div>
  );
}
