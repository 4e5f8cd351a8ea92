import { Skeleton, SkeletonLine } from '../../../ui/skeleton.tsx';

export function ActivitySkeleton() {
  return (
    <Skeleton>
      <SkeletonLine className="mb-3 h-6 w-24" />
      {['w-56', 'w-40', 'w-48', 'w-36'].map((width) => (
        <div key={width} className="flex gap-4 border-t border-line py-3">
          <SkeletonLine className="size-5" />
          <div className="flex flex-col gap-2">
            <SkeletonLine className={`h-5 ${width}`} />
            <SkeletonLine className="h-4 w-64" />
          </div>
        </div>
      ))}
    </Skeleton>
  );
}
