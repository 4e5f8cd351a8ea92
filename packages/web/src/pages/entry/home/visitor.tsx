import { useTranslation } from 'react-i18next';
import { publicSettings } from '../../../settings/public-settings.ts';
import { ButtonLink } from '../../../ui/button.tsx';
import { Heading } from '../../../ui/heading.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { LanguageChoice, ThemeChoice } from '../../../ui/preferences.tsx';
import { Product } from '../../../ui/product.tsx';
import { Farewell } from '../../account/delete-account/farewell.tsx';
import { DeveloperLinks } from './developer-links.tsx';

export function Visitor() {
  const { t } = useTranslation();
  const { product_name: product, sign_up: signUp } = publicSettings();
  return (
    <div className="mx-auto flex min-h-dvh w-full max-w-[680px] flex-col px-4 pt-8 pb-6 wide:pt-[12vh]">
      <main id="main" tabIndex={-1} className="flex grow flex-col gap-12 outline-none">
        <div className="flex flex-col items-start gap-6">
          <Product />
          <Farewell />
          <div className="flex flex-col gap-3">
            <Heading title={t('home.title')}>{t('home.lead')}</Heading>
            <p className="max-w-[60ch] text-17 text-muted">{t('home.about', { product })}</p>
          </div>
          <div className="flex flex-wrap gap-3 max-wide:w-full max-wide:*:grow">
            <ButtonLink to="/sign-in" kind="main">
              {t('home.sign_in')}
            </ButtonLink>
            {signUp === 'open' && <ButtonLink to="/sign-up">{t('home.sign_up')}</ButtonLink>}
          </div>
        </div>
        <FirstSteps />
        <DeveloperLinks />
      </main>
      <footer className="mt-16 flex flex-wrap gap-3">
        <LanguageChoice />
        <ThemeChoice />
      </footer>
    </div>
  );
}

function FirstSteps() {
  const { t } = useTranslation();
  const { setup_open: isOpen } = publicSettings();
  if (!isOpen) return null;
  return (
    <Notice tone="warning" title={t('home.setup_title')}>
      <p>{t('home.setup')}</p>
      <code className="wordy mt-2 block rounded-chip bg-surface px-3 py-2 font-mono text-13">
        npm run portress -- admin create
      </code>
    </Notice>
  );
}
