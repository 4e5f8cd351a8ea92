import { Skeleton, SkeletonLine } from '../../ui/skeleton.tsx';

export function ListSkeleton() {
  return (
    <Skeleton>
      {['w-32', 'w-24', 'w-40', 'w-28', 'w-36'].map((width) => (
        <div key={width} className="flex flex-col gap-2 border-t border-line px-3 py-3">
          <SkeletonLine className={`h-5 ${width}`} />
          <SkeletonLine className="h-4 w-48" />
        </div>
      ))}
    </Skeleton>
  );
}
