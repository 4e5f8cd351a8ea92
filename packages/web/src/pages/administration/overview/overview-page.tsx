import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Button } from '../../../ui/button.tsx';
import { Heading } from '../../../ui/heading.tsx';
import { ProblemNotice } from '../../../ui/problem-notice.tsx';
import { Skeleton, SkeletonLine } from '../../../ui/skeleton.tsx';
import { administration, administrationKey } from '../administration.ts';
import { AdministratorsOnly } from '../administrators-only.tsx';
import { healthQuery, refreshMs } from '../health-query.ts';
import { AccountCounts } from './account-counts.tsx';
import { HealthNumbers } from './health-numbers.tsx';
import { HealthSentence } from './health-sentence.tsx';
import { LastDays } from './last-days.tsx';

export function OverviewPage() {
  const { t } = useTranslation();
  return <AdministratorsOnly title={t('nav.overview')}>{() => <Overview />}</AdministratorsOnly>;
}

function Overview() {
  const { t } = useTranslation();
  const health = useQuery(healthQuery);
  const statistics = useQuery({
    queryKey: [administrationKey, 'statistics'],
    queryFn: ({ signal }) => administration.findStatistics({ signal }),
    refetchInterval: refreshMs,
    meta: { personal: true },
  });
  const error = health.error ?? statistics.error;
  const retry = () => void Promise.all([health.refetch(), statistics.refetch()]);
  return (
    <>
      <div className="flex flex-col gap-3">
        <Heading>{t('nav.overview')}</Heading>
        {health.data && <HealthSentence health={health.data} isOld={health.error !== null} />}
      </div>
      {error !== null && (
        <>
          <ProblemNotice error={error} />
          <div>
            <Button onClick={retry}>{t('common.try_again')}</Button>
          </div>
        </>
      )}
      {error === null && (!health.data || !statistics.data) && <OverviewSkeleton />}
      <div className="grid gap-x-12 gap-y-8 min-[64rem]:grid-cols-2">
        {health.data && <HealthNumbers health={health.data} />}
        {statistics.data && <AccountCounts accounts={statistics.data.accounts} />}
      </div>
      {statistics.data && <LastDays days={statistics.data.days} />}
    </>
  );
}

function OverviewSkeleton() {
  return (
    <Skeleton>
      <SkeletonLine className="mb-8 h-6 w-64" />
      {['w-64', 'w-48', 'w-56', 'w-40', 'w-52'].map((width) => (
        <div key={width} className="flex gap-8 border-t border-line py-4">
          <SkeletonLine className="h-5 w-24" />
          <SkeletonLine className={`h-5 ${width}`} />
        </div>
      ))}
    </Skeleton>
  );
}
