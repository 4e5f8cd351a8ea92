import * as installedApps from '#apps/installed.ts';
import { signingKeyData } from '#features/access-tokens/personal-data.ts';
import { accountEventData } from '#features/account-events/personal-data.ts';
import { importData } from '#features/account-transfer/personal-data.ts';
import { accountData } from '#features/accounts/personal-data.ts';
import { auditData } from '#features/audit-log/personal-data.ts';
import { passwordData } from '#features/authenticators/passwords/personal-data.ts';
import { avatarFileData } from '#features/avatars/personal-data.ts';
import { backupData } from '#features/backups/personal-data.ts';
import { deviceData } from '#features/devices/personal-data.ts';
import { invitationData } from '#features/invitations/personal-data.ts';
import { oneTimeTokenData } from '#features/one-time-tokens/personal-data.ts';
import { outboxData } from '#features/outbox/personal-data.ts';
import { revocationData } from '#features/revocations/personal-data.ts';
import { serviceKeyData } from '#features/service-keys/personal-data.ts';
import { sessionData } from '#features/sessions/personal-data.ts';
import { migrationData } from '#platform/database/personal-data.ts';
import { idempotencyData } from '#platform/idempotency/personal-data.ts';
import type { PersonalData } from '#platform/personal-data.ts';

/**
 * Everything that this service and the apps on it hold about people, table by table, in the order of the export. Apps
 * bring theirs along; a table or column that stands nowhere in it fails a test.
 */
export const personalData: readonly PersonalData[] = [
  accountData,
  passwordData,
  sessionData,
  deviceData,
  oneTimeTokenData,
  avatarFileData,
  invitationData,
  outboxData,
  auditData,
  revocationData,
  accountEventData,
  signingKeyData,
  serviceKeyData,
  importData,
  backupData,
  idempotencyData,
  migrationData,
  ...Object.values<installedApps.InstalledApp>(installedApps).map((app) => app.personalData),
];
