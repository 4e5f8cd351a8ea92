import { Skeleton, SkeletonLine } from '../../../ui/skeleton.tsx';

export function ListSkeleton() {
  return (
    <Skeleton>
      {['w-40', 'w-32', 'w-48', 'w-36', 'w-44'].map((width) => (
        <div key={width} className="flex h-14 flex-col justify-center gap-2 px-3">
          <SkeletonLine className={`h-4 ${width}`} />
          <SkeletonLine className="h-3 w-52" />
        </div>
      ))}
    </Skeleton>
  );
}
