import type { Account, Page, Role, Session } from './contract.ts';
import type { CallOptions, Portress } from './create-portress.ts';
import type { DeedInput } from './deed.ts';
import type { components } from './service.gen.ts';

/** One line of the audit log. */
export type AuditEvent = components['schemas']['AuditEvent'];
/** A way in for somebody new; its link is not part of it. */
export type Invitation = components['schemas']['Invitation'];
/** With the link, which is shown this once. */
export type NewInvitation = components['schemas']['NewInvitation'];
/** A mail that waits to be sent, or could not be. */
export type OutboxMail = components['schemas']['OutboxMail'];
/** How the service is, part by part. */
export type ServiceHealth = components['schemas']['ServiceHealth'];
/** One of the keys that sign access tokens; never its private part. */
export type SigningKey = components['schemas']['SigningKey'];
/** Figures about accounts and sessions. */
export type Statistics = components['schemas']['Statistics'];
/** What a list of accounts is narrowed and sorted by. */
export type AccountSearch = NonNullable<DeedInput<'get', '/api/accounts'>['query']>;
/** What a list of audit events is narrowed by. */
export type AuditSearch = NonNullable<DeedInput<'get', '/api/audit-events'>['query']>;

/** A page for administrators; `total` is of the whole list, or 10,000 where there are more to be counted. */
export type CountedPage<Item> = Page<Item> & { total: number };
type PageQuery = { limit?: number; cursor?: string };

/** What only administrators may do; everybody else is answered with `forbidden`. */
export function administrationOf({ call }: Pick<Portress, 'call'>) {
  return {
    accounts: {
      list: (query: AccountSearch = {}, options?: CallOptions): Promise<CountedPage<Account>> =>
        call('get', '/api/accounts', { query, ...options }),
      find: (id: string, options?: CallOptions): Promise<Account> =>
        call('get', '/api/accounts/{id}', { path: { id }, ...options }),
      change: (id: string, body: { role?: Role; status?: Account['status'] }): Promise<Account> =>
        call('patch', '/api/accounts/{id}', { path: { id }, body }),
      delete: async (id: string): Promise<void> => {
        await call('delete', '/api/accounts/{id}', { path: { id } });
      },
      listSessions: (id: string, query: PageQuery = {}, options?: CallOptions): Promise<CountedPage<Session>> =>
        call('get', '/api/accounts/{id}/sessions', { path: { id }, query, ...options }),
      signOut: (id: string): Promise<{ ended_sessions: number }> =>
        call('post', '/api/accounts/{id}/sign-out', { path: { id } }),
      /** Mails the person a link; nobody sets another's password. */
      mailPasswordReset: async (id: string): Promise<void> => {
        await call('post', '/api/accounts/{id}/password-reset', { path: { id } });
      },
    },
    invitations: {
      list: (query: PageQuery = {}, options?: CallOptions): Promise<Page<Invitation>> =>
        call('get', '/api/invitations', { query, ...options }),
      /** `url` of the answer is shown this once. */
      create: (body: { email?: string; role?: Role; expires_in?: number } = {}): Promise<NewInvitation> =>
        call('post', '/api/invitations', { body }),
      revoke: async (id: string): Promise<void> => {
        await call('delete', '/api/invitations/{id}', { path: { id } });
      },
    },
    listAuditEvents: (query: AuditSearch = {}, options?: CallOptions): Promise<Page<AuditEvent>> =>
      call('get', '/api/audit-events', { query, ...options }),
    findStatistics: (options?: CallOptions): Promise<Statistics> => call('get', '/api/statistics', { ...options }),
    findHealth: (options?: CallOptions): Promise<ServiceHealth> => call('get', '/api/health', { ...options }),
    listOutbox: (query: PageQuery = {}, options?: CallOptions): Promise<CountedPage<OutboxMail>> =>
      call('get', '/api/outbox', { query, ...options }),
    listSigningKeys: (options?: CallOptions): Promise<{ items: SigningKey[] }> =>
      call('get', '/api/signing-keys', { ...options }),
    rotateSigningKeys: (): Promise<{ kid: string }> => call('post', '/api/signing-keys/rotate'),
  };
}
