import { type GuardContext, signedIn } from '#features/sessions/guard.ts';
import { type Route, route } from '#platform/http/route.ts';
import { exportAccountContract } from './contract.ts';
import { type ExportContext, sendExport } from './send-export.ts';

export const accountDataRoutes = (
  context: GuardContext & ExportContext & { config: GuardContext['config'] & ExportContext['config'] },
): Route[] => [
  route({
    method: 'GET',
    path: '/api/account/export',
    summary: 'Everything that is held about the own person',
    description:
      'One JSON file, sent as it is read. Secrets and what belongs to one are not in it. Ten an hour; each is noted among the security events.',
    tag: 'Account',
    guard: signedIn(context),
    contract: exportAccountContract,
    problems: ['too_many_requests'],
    answer: async ({ caller, facts }) => {
      const { file, name } = await sendExport(context, { ...caller, facts });
      return {
        status: 200,
        // A test holds the whole of one against the contract.
        body: file,
        headers: {
          'content-type': 'application/json; charset=utf-8',
          'content-disposition': `attachment; filename="${name}"`,
        },
      };
    },
  }),
];
