import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Heading } from '../../../ui/heading.tsx';
import { useToast } from '../../../ui/toasts.tsx';
import { addressBook } from '../address-book.ts';
import { fullName } from '../contact-name.ts';
import { BackToList } from '../detail/back-to-list.tsx';
import { newKey } from '../detail/new-key.ts';
import { contactKey, readAgain } from '../list/contact-cache.ts';
import { useListSearch } from '../list/list-search.ts';
import { type ContactDraft, emptyDraft, fieldsOf } from './contact-draft.ts';
import { ContactForm } from './contact-form.tsx';

export function NewContact() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const search = useListSearch();
  // The same fields under the same key: an answer that was lost on the way leaves no second contact behind.
  const sent = useRef({ fields: '', key: '' });

  function save(draft: ContactDraft) {
    const fields = fieldsOf(draft);
    const written = JSON.stringify(fields);
    if (sent.current.fields !== written) sent.current = { fields: written, key: newKey() };
    return addressBook.create(fields, { idempotencyKey: sent.current.key });
  }

  return (
    <div className="flex flex-col gap-6">
      <BackToList />
      <Heading>{t('contacts.form.new')}</Heading>
      <ContactForm
        draft={emptyDraft}
        submitLabel={t('common.save')}
        onSave={save}
        onSaved={(contact) => {
          client.setQueryData(contactKey(contact.id), contact);
          readAgain(client);
          toast({ text: t('contacts.form.added', { name: fullName(contact) }) });
          void navigate({ to: '/contacts/$id', params: { id: contact.id }, search, replace: true });
        }}
      />
    </div>
  );
}
