import type { Cat } from '@portress/sdk';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Chip } from '../../../ui/chip.tsx';
import { Moment } from '../../../ui/moment.tsx';
import { Row, Rows } from '../../../ui/rows.tsx';
import { nameOfOwner } from '../owners/name-of-owner.ts';
import { isMur } from './mur.ts';

/** Names and descriptions are other people's data, and stay text. */
export function CatFacts({ cat, action }: { cat: Cat; action: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Rows>
      <Row label={t('cattery.cats.owner')}>
        <Link to="/owners/$id" params={{ id: cat.owner.id }} className="wordy text-accent underline underline-offset-2">
          {nameOfOwner(cat.owner)}
        </Link>
      </Row>
      <Row label={t('cattery.cats.age')}>{t('cattery.cats.age_of', { count: cat.age })}</Row>
      <Row label={t('cattery.cats.vaccination')} action={isMur(cat.nickname) ? undefined : action}>
        {cat.vaccinated ? (
          <Chip tone="success">{t('cattery.cats.vaccinated')}</Chip>
        ) : (
          <Chip tone="warning">{t('cattery.cats.not_vaccinated')}</Chip>
        )}
        {isMur(cat.nickname) && <span className="text-13 text-muted">{t('cattery.cats.mur')}</span>}
      </Row>
      {cat.description !== null && (
        <Row label={t('cattery.cats.description')}>
          <span className="whitespace-pre-line">{cat.description}</span>
        </Row>
      )}
      <Row label={t('cattery.added')}>
        <Moment at={cat.created_at} />
      </Row>
    </Rows>
  );
}
