import { Skeleton, SkeletonLine } from '../../../ui/skeleton.tsx';

export function DevicesSkeleton() {
  return (
    <Skeleton>
      {['w-56', 'w-40', 'w-48'].map((width) => (
        <div key={width} className="flex gap-4 border-t border-line py-4">
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
