import { administrationOf, type Deed, PortressProblem } from '@portress/sdk';
import { presenceQuery } from '../../session/account.ts';
import { portress } from '../../session/portress.ts';
import { queryClient } from '../../session/query-client.ts';

const call = (async (...deed: Parameters<Deed>) => {
  try {
    return await portress.call(...deed);
  } catch (error) {
    if (error instanceof PortressProblem) followRefusal(error, deed[0] !== 'get');
    throw error;
  }
}) as Deed;

/** What administrators may do; in this room nothing is asked past it. */
export const administration = administrationOf({ call });

/** Before every key of what this room reads. */
export const administrationKey = 'administration';

/** After a deed: whatever is shown is read anew. */
export const readAnew = () => queryClient.invalidateQueries({ queryKey: [administrationKey] });

/** A refusal tells that the page is behind: it catches up while the person reads the words. */
function followRefusal({ code, status }: PortressProblem, isDeed: boolean): void {
  // They had the role when the page was drawn.
  if (code === 'forbidden') void queryClient.invalidateQueries(presenceQuery);
  // Somebody else was faster.
  if (isDeed && (status === 404 || status === 409)) void readAnew();
}
