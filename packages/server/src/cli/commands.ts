import type { Command } from './command.ts';

export type CommandEntry = { summary: string; load(): Promise<Command> };

/** Every command by its name. A command is loaded when it runs, so that `--help` does not wait for the service. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  serve: {
    summary: 'Start the service',
    load: async () => (await import('./serve.ts')).serveCommand,
  },
  doctor: {
    summary: 'Look for what is wrong: settings, secrets, database, keys, web address, proxy, mail',
    load: async () => (await import('./doctor.ts')).doctor,
  },
  'admin create': {
    summary: 'Make an administrator',
    load: async () => (await import('./admin-create.ts')).adminCreate,
  },
  'accounts list': {
    summary: 'List or search accounts',
    load: async () => (await import('./accounts-list.ts')).accountsList,
  },
  'accounts show': {
    summary: 'Show one account',
    load: async () => (await import('./accounts-show.ts')).accountsShow,
  },
  'accounts role': {
    summary: 'Give an account another role',
    load: async () => (await import('./accounts-role.ts')).accountsRole,
  },
  'accounts sign-out': {
    summary: 'End every session of an account',
    load: async () => (await import('./accounts-sign-out.ts')).accountsSignOut,
  },
  'accounts verify': {
    summary: 'Print a link that confirms an e-mail address, or confirm it at once',
    load: async () => (await import('./accounts-verify.ts')).accountsVerify,
  },
  'accounts reset-link': {
    summary: 'Print a link for setting a new password',
    load: async () => (await import('./accounts-reset-link.ts')).accountsResetLink,
  },
  'accounts change-email': {
    summary: 'Give an account another e-mail address',
    load: async () => (await import('./accounts-change-email.ts')).accountsChangeEmail,
  },
  'accounts suspend': {
    summary: 'Stop an account until it is restored',
    load: async () => (await import('./accounts-suspend.ts')).accountsSuspend,
  },
  'accounts restore': {
    summary: 'Let a suspended account sign in again',
    load: async () => (await import('./accounts-restore.ts')).accountsRestore,
  },
  'invitations create': {
    summary: 'Print a link for making an account',
    load: async () => (await import('./invitations-create.ts')).invitationsCreate,
  },
  'invitations list': {
    summary: 'List the invitations',
    load: async () => (await import('./invitations-list.ts')).invitationsList,
  },
  'invitations revoke': {
    summary: 'Take an invitation back',
    load: async () => (await import('./invitations-revoke.ts')).invitationsRevoke,
  },
  'accounts import': {
    summary: 'Bring accounts in from a file',
    load: async () => (await import('./accounts-import.ts')).accountsImport,
  },
  'accounts export': {
    summary: 'Write all accounts to a file',
    load: async () => (await import('./accounts-export.ts')).accountsExport,
  },
  'accounts delete': {
    summary: 'Delete an account for good',
    load: async () => (await import('./accounts-delete.ts')).accountsDelete,
  },
  'service-keys create': {
    summary: 'Print a key by which another service calls this one',
    load: async () => (await import('./service-keys-create.ts')).serviceKeysCreate,
  },
  'service-keys list': {
    summary: 'List the keys of other services',
    load: async () => (await import('./service-keys-list.ts')).serviceKeysList,
  },
  'service-keys revoke': {
    summary: 'End the key of another service',
    load: async () => (await import('./service-keys-revoke.ts')).serviceKeysRevoke,
  },
  'keys rotate': {
    summary: 'Replace the key that signs access tokens',
    load: async () => (await import('./keys-rotate.ts')).keysRotate,
  },
  'audit verify': {
    summary: 'Say whether the audit log was changed',
    load: async () => (await import('./audit-verify.ts')).auditVerify,
  },
  migrate: {
    summary: 'Bring the database schema up to date',
    load: async () => (await import('./migrate.ts')).migrate,
  },
  'migrate status': {
    summary: 'List the migrations and when each ran',
    load: async () => (await import('./migrate-status.ts')).migrateStatus,
  },
  'migrate check': {
    summary: 'Say whether database and version fit together',
    load: async () => (await import('./migrate-check.ts')).migrateCheck,
  },
  'migrate new': {
    summary: 'Begin a new migration (for developers)',
    load: async () => (await import('./migrate-new.ts')).migrateNew,
  },
  backup: {
    summary: 'Take a backup of everything',
    load: async () => (await import('./backup.ts')).backup,
  },
  'backup list': {
    summary: 'List the backups there are',
    load: async () => (await import('./backup-list.ts')).backupList,
  },
  'backup verify': {
    summary: 'Read a backup and say whether it is whole',
    load: async () => (await import('./backup-verify.ts')).backupVerify,
  },
  restore: {
    summary: 'Put a backup in place, and end what it had alive',
    load: async () => (await import('./restore.ts')).restore,
  },
  'end-everything': {
    summary: 'End every session, link, invitation and key, of everybody',
    load: async () => (await import('./end-everything.ts')).endEverythingCommand,
  },
  promote: {
    summary: 'Move the installation from its embedded database to PostgreSQL',
    load: async () => (await import('./promote.ts')).promoteCommand,
  },
  'sample-data': {
    summary: 'Give an account something to look at',
    load: async () => (await import('./sample-data.ts')).sampleData,
  },
  openapi: {
    summary: 'Print the OpenAPI document',
    load: async () => (await import('./openapi.ts')).openapi,
  },
};
