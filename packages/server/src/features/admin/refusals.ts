import { Problem } from '#platform/errors.ts';

export const unknownAccount = (): Problem => new Problem('not_found', { detail: 'No account has this id.' });

export const lastAdmin = (): Problem =>
  new Problem('last_admin', {
    detail: 'This is the only administrator who can sign in. Make another one first.',
  });
