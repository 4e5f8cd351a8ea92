import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language } from '../../../language/choose-language.ts';
import { pickLanguage } from '../../../language/speak.ts';
import { rememberAccount } from '../../../session/account.ts';
import { portress } from '../../../session/portress.ts';
import { LanguageChoiceOf } from '../../../ui/preferences.tsx';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { Row } from '../../../ui/rows.tsx';
import { useToast } from '../../../ui/toasts.tsx';

/** The account's language: of every page, in every browser, and of its mails. */
export function LanguageRow() {
  const { t, i18n } = useTranslation();
  const tell = useToast();
  const [error, setError] = useState<unknown>(null);

  async function choose(language: Language): Promise<void> {
    setError(null);
    try {
      const changed = await portress.account.change({ locale: language });
      // What was picked in this browser in the account's name would otherwise win over what the account says from now on.
      await pickLanguage(language, null);
      rememberAccount(changed);
      tell({ text: i18n.t('account_pages.language.saved') });
    } catch (failure) {
      setError(failure);
    }
  }

  return (
    <Row label={t('account_pages.language.label')}>
      <div className="flex flex-col gap-2">
        <LanguageChoiceOf onChoose={(language) => void choose(language)} />
        <p className="text-13 text-muted">{t('account_pages.language.about')}</p>
        {error !== null && <ProblemNotice error={error} />}
      </div>
    </Row>
  );
}
