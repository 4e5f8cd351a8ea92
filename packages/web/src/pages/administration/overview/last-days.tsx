import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { spokenLanguage } from '../../../language/speak.ts';
import { DaysTable } from './days-table.tsx';
import { type Day, type Series, series } from './series.ts';

const DaysChart = lazy(async () => ({ default: (await import('./days-chart.tsx')).DaysChart }));

/** Sign-ins, failed ones and sign-ups, each on its own scale and under its own name; the same as a table below. */
export function LastDays({ days }: { days: Day[] }) {
  const { t } = useTranslation();
  return (
    <section className="flex flex-col gap-4">
      <div>
        <h2 className="text-17 font-strong">{t('administration.overview.days')}</h2>
        <p className="text-13 text-muted">{t('administration.overview.days_about')}</p>
      </div>
      <div className="grid gap-x-8 gap-y-6 min-[64rem]:grid-cols-3">
        {series.map((name) => (
          <OneSeries key={name} name={name} days={days} />
        ))}
      </div>
      <DaysTable days={days} />
    </section>
  );
}

function OneSeries({ name, days }: { name: Series; days: Day[] }) {
  const { t } = useTranslation();
  const sum = days.reduce((total, day) => total + day[name], 0);
  return (
    <div className="flex min-w-0 flex-col gap-2">
      <h3 className="flex items-baseline justify-between gap-3">
        <span className="font-medium">{t(`administration.overview.${name}`)}</span>
        <span className="text-muted tabular-nums">{new Intl.NumberFormat(spokenLanguage()).format(sum)}</span>
      </h3>
      <div className="flex h-40 items-end overflow-hidden border-b border-line">
        {sum === 0 ? (
          <p className="w-full self-center text-center text-13 text-muted">{t('administration.overview.none')}</p>
        ) : (
          <Suspense fallback={null}>
            <DaysChart name={name} days={days} />
          </Suspense>
        )}
      </div>
    </div>
  );
}
