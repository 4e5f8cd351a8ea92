import { useTranslation } from 'react-i18next';
import { Button } from '../../ui/button.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { Skeleton, SkeletonLine } from '../../ui/skeleton.tsx';
import { PaneTitle } from './pane-title.tsx';

export function DetailSkeleton() {
  return (
    <Skeleton>
      <SkeletonLine className="mb-8 h-8 w-40" />
      {['w-24', 'w-32', 'w-48'].map((width) => (
        <div key={width} className="flex gap-8 border-t border-line py-4">
          <SkeletonLine className="h-5 w-28" />
          <SkeletonLine className={`h-5 ${width}`} />
        </div>
      ))}
    </Skeleton>
  );
}

/** The detail could not be read. */
export function DetailFault({ title, error, retry }: { title: string; error: unknown; retry: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-col gap-6">
      <PaneTitle>{title}</PaneTitle>
      <ProblemNotice error={error} />
      <div>
        <Button onClick={retry}>{t('common.try_again')}</Button>
      </div>
    </div>
  );
}
