import { administrationOf, type Deed, PortressProblem } from '@portress/sdk';
import { presenceQuery } from '../../session/account.ts';
import { portress } from '../../session/portress.ts';
import { queryClient } from '../../session/query-client.ts';

/** Who is refused here had the role when the page was drawn: what they are now is asked at once, and the page follows. */
const call = (async (...deed: Parameters<Deed>) => {
  try {
    return await portress.call(...deed);
  } catch (error) {
    if (error instanceof PortressProblem && error.code === 'forbidden')
      void queryClient.invalidateQueries(presenceQuery);
    throw error;
  }
}) as Deed;

/** What administrators may do; in this room nothing is asked past it. */
export const administration = administrationOf({ call });

/** Before every key of what this room reads. */
export const administrationKey = 'administration';

/** After a deed: whatever is shown is read anew. */
export const readAnew = () => queryClient.invalidateQueries({ queryKey: [administrationKey] });
