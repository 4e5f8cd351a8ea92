import { toWireInstant } from '#platform/clock.ts';
import type { Whereabouts } from '#platform/database/whereabouts.ts';
import type { TargetRead } from './target.ts';

/** Everything is there, and both say so. */
export const hasArrived = (own: Whereabouts | undefined, { whereabouts: there }: TargetRead): boolean =>
  own?.state === 'moved' && there?.state === 'here' && there.installation_id === own.installation_id;

/** What stands in the way by what the two say of each other. */
export function compareWhereabouts(own: Whereabouts | undefined, { whereabouts: there, begun }: TargetRead): string[] {
  if (own === undefined) return [];
  const isSame = there?.installation_id === own.installation_id;
  if (own.state === 'moved')
    return isSame
      ? []
      : [
          `This installation was promoted on ${toWireInstant(own.changed_at ?? 0)} to ${own.counterpart}, and the target does not hold it. \`portress promote --undo\` takes the promotion back.`,
        ];
  if (there?.state === 'arriving')
    return isSame
      ? []
      : [
          `A promotion of another installation into the target was not finished: it came from ${there.counterpart}. An empty database is needed.`,
        ];
  if (begun === null) return [];
  return [
    isSame
      ? `The target holds this installation from an earlier promotion (${begun}), with all that was written there since. An empty database is needed.`
      : `The target holds an installation already (${begun}). An empty database is needed.`,
  ];
}
