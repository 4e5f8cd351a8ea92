import * as installedApps from '#apps/installed.ts';
import { openSigningKeys } from '#features/access-tokens/signing-keys.ts';
import { createAccessTokenVerifier } from '#features/access-tokens/verify-access-token.ts';
import { compileExport } from '#features/account-data/export-account.ts';
import { accountDataRoutes } from '#features/account-data/routes.ts';
import { followAccountEvents } from '#features/account-events/follow-account-events.ts';
import { createAccountCache } from '#features/accounts/account-cache.ts';
import { createSharedCopies } from '#features/accounts/shared-copies.ts';
import { hasAdmin } from '#features/accounts/store.ts';
import { activityRoutes } from '#features/activity/routes.ts';
import { adminRoutes } from '#features/admin/routes.ts';
import { adminServiceRoutes } from '#features/admin/service-routes.ts';
import { startSealing } from '#features/audit-log/start-sealing.ts';
import { countHashingThreads } from '#features/authenticators/passwords/count-hashing-threads.ts';
import { createPasswordHashing, type PasswordHashing } from '#features/authenticators/passwords/password-hashing.ts';
import { createPasswordJudging, type PasswordJudging } from '#features/authenticators/passwords/password-judging.ts';
import { createUploadPlaces } from '#features/avatars/admit-upload.ts';
import { createAvatarUrls } from '#features/avatars/avatar-urls.ts';
import { mountAvatarPictures } from '#features/avatars/picture-routes.ts';
import { avatarRoutes } from '#features/avatars/routes.ts';
import { startAvatarSweep } from '#features/avatars/sweep-avatar-files.ts';
import { startBackups, type TakeBackup } from '#features/backups/start-backups.ts';
import { emailVerificationRoutes } from '#features/email-verification/routes.ts';
import { invitationRoutes } from '#features/invitations/routes.ts';
import { oauthRoutes } from '#features/oauth/routes.ts';
import { mountInbox } from '#features/outbox/inbox-routes.ts';
import { startOutbox } from '#features/outbox/start-outbox.ts';
import { ownAccountRoutes } from '#features/own-account/routes.ts';
import { passwordResetRoutes } from '#features/password-reset/routes.ts';
import { resourceServerRoutes } from '#features/resource-servers/routes.ts';
import { followRevocations } from '#features/revocations/follow-revocations.ts';
import { watchServiceKeys } from '#features/service-keys/watch-service-keys.ts';
import { sessionRoutes } from '#features/sessions/routes.ts';
import { setupRoutes } from '#features/setup/routes.ts';
import { signInRoutes } from '#features/sign-in/routes.ts';
import { signUpRoutes } from '#features/sign-up/routes.ts';
import { openBlobStore } from '#platform/blobs/open-blob-store.ts';
import { type Clock, systemClock } from '#platform/clock.ts';
import { createSharedCounters } from '#platform/counters/shared-counters.ts';
import { createSecrets } from '#platform/crypto/secrets.ts';
import type { Database } from '#platform/database/database.ts';
import { followDatabaseClock } from '#platform/database/database-clock.ts';
import type { ConnectionBounds } from '#platform/http/connection-bounds.ts';
import { createEventStreams } from '#platform/http/event-stream.ts';
import { mountHealth } from '#platform/http/health.ts';
import { createHttpServer } from '#platform/http/http-server.ts';
import { createLoadWatch, type LoadWatch } from '#platform/http/load-watch.ts';
import type { WorkerMetrics } from '#platform/http/metrics.ts';
import { mountProblemPages } from '#platform/http/problem-pages.ts';
import { mountWebClient } from '#platform/http/web-client.ts';
import { createPictureReencoding } from '#platform/images/picture-reencoding.ts';
import type { Log } from '#platform/log.ts';
import { openSignals } from '#platform/redis/redis-signals.ts';
import type { Config } from './config.ts';
import { gaugesOf } from './gauges.ts';
import { renewSigningKey, startHousekeeping } from './housekeeping.ts';
import { personalData } from './personal-data.ts';

export type AppOptions = {
  config: Config & { secretKeys: readonly string[] };
  database: Database;
  log: Log;
  clock?: Clock;
  /** Those that are there already: tests of many applications share their threads and lists. */
  passwordHashing?: PasswordHashing;
  passwordJudging?: PasswordJudging;
  /** Where the built web client lies; null serves the API alone. */
  webDirectory: string | null;
  /** Where the built documentation lies; without it none is served. */
  documentationDirectory?: string;
  version: string;
  /** A machine that is busy with tests is strained all the time. */
  load?: LoadWatch;
  /** Shorter ones, for tests. */
  bounds?: ConnectionBounds;
  /** Takes scheduled backups, apart from this process; without it there are none. */
  takeBackup?: TakeBackup;
  /** What this process has to do with the others that share its port. */
  worker?: WorkerMetrics;
};

const apps = Object.values<installedApps.InstalledApp>(installedApps);

export type App = Awaited<ReturnType<typeof createApp>>;

/** The whole wiring: what the features need, the routes, and how it all stops. */
export async function createApp(options: AppOptions) {
  const { config, database, log, webDirectory, documentationDirectory, version, bounds } = options;
  const stopping = new AbortController();
  // A server has a clock of its own, which all nodes share; an embedded database has that of its process.
  const followed =
    options.clock === undefined && database.dialect === 'postgres'
      ? await followDatabaseClock({ database, log })
      : null;
  const clock = options.clock ?? followed ?? systemClock;
  const secrets = createSecrets(config.secretKeys);
  // Its client is loaded where there is one.
  const openRedis = async (url: string) =>
    (await import('#platform/redis/open-redis.ts')).openRedis({ url, secrets, log });
  const redis = config.redisUrl === null ? null : await openRedis(config.redisUrl);
  const signals = redis && openSignals({ redis, secrets, announcements: database.announcements });
  const stopCarrying = signals && database.announcements.carryBy(signals.carrier);
  const nodes = (): number => Math.max(config.workers, database.nodes(), redis?.nodes() ?? 1);
  const counters = createSharedCounters({ shared: redis && signals && { redis, signals }, secrets, nodes });
  await renewSigningKey({ database, secrets, config });
  const signingKeys = await openSigningKeys({ database, secrets, log });
  const revocations = await followRevocations({ database, clock, log });
  // Reading an embedded database takes half as long as asking Redis.
  const copies = redis && database.dialect === 'postgres' ? createSharedCopies({ redis, secrets, config }) : null;
  const accounts = createAccountCache({ database, revocations, copies });
  const avatarStore = await openBlobStore(config.avatarStore);
  const avatarUrls = createAvatarUrls({ config, secrets, avatarStore });
  const accessTokens = createAccessTokenVerifier({ signingKeys, clock, config });
  const passwordHashing = options.passwordHashing ?? createPasswordHashing(countHashingThreads(config.workers));
  const load = options.load ?? createLoadWatch();
  const passwordJudging = options.passwordJudging ?? createPasswordJudging();
  const pictures = createPictureReencoding();
  const outbox = startOutbox({ config, database, secrets, log });
  const avatarSweep = startAvatarSweep({ database, avatarStore, log });
  const { takeBackup } = options;
  const backups = takeBackup && startBackups({ config, database, secrets, clock, log, version, takeBackup });
  const context = {
    config,
    database,
    log,
    clock,
    /** Aborted when the process is told to stop: whatever has no end of its own ends then, so that clients turn elsewhere. */
    stopping: stopping.signal,
    secrets,
    counters,
    redis,
    nodes,
    signingKeys,
    revocations,
    accountEvents: await followAccountEvents({ database, log }),
    eventStreams: createEventStreams(),
    serviceKeyWatch: watchServiceKeys({ database, log }),
    accounts,
    avatarStore,
    avatarUrls,
    avatarSweep,
    pictures,
    uploads: createUploadPlaces(),
    accessTokens,
    passwordHashing,
    load,
    passwordJudging,
    outbox,
    personalData,
    accountExport: compileExport(personalData),
  };

  const server = await createHttpServer({ config, log, stopping: stopping.signal, ...(bounds && { bounds }) });
  if (config.hasApiReference) {
    const { describeApi } = await import('#platform/http/openapi.ts');
    await describeApi(server, config, { version, appTags: apps.map(({ tag }) => tag) });
  }
  // Before the routes: it measures those that it sees come.
  if (config.metricsToken !== null) {
    const { mountMetrics } = await import('#platform/http/metrics.ts');
    const { worker } = options;
    const scheduled = config.backup.directory === null ? null : (backups ?? null);
    const gauges = gaugesOf({ ...context, backups: scheduled, version });
    await mountMetrics(server, config.publicPath, { token: config.metricsToken, gauges, ...(worker && { worker }) });
  }
  const routes = [
    ...signUpRoutes(context),
    ...emailVerificationRoutes(context),
    ...signInRoutes(context),
    ...sessionRoutes(context),
    ...passwordResetRoutes(context),
    ...oauthRoutes(context),
    ...ownAccountRoutes(context),
    ...activityRoutes(context),
    ...invitationRoutes(context),
    ...accountDataRoutes(context),
    ...avatarRoutes(context),
    ...setupRoutes(context),
    ...adminRoutes(context),
    ...adminServiceRoutes({ ...context, version }),
    ...resourceServerRoutes(context),
    ...apps.flatMap((app) => app.routes(context)),
  ];
  for (const route of routes) route.mount(server, config.publicPath);

  const isStopping = (): boolean => stopping.signal.aborted;
  mountHealth(server, ['', config.publicPath], { database, outbox, load, redis, isStopping });
  mountProblemPages(server, context, config.publicPath);
  mountAvatarPictures(server, context, config.publicPath);
  if (config.mail === 'inbox') mountInbox(server, context, config.publicPath);
  if (config.hasApiReference) {
    const { mountApiReference } = await import('#platform/http/api-reference.ts');
    await mountApiReference(server, config.publicPath, config.product.name);
  }
  const hasDocumentation = documentationDirectory !== undefined && config.hasDocumentation;
  if (hasDocumentation) {
    const { mountDocumentation } = await import('#platform/http/documentation.ts');
    const { publicPath, isSecure, product } = config;
    const directory = documentationDirectory;
    await mountDocumentation(server, { prefix: publicPath, isSecure, directory, accent: product.accent });
  }
  await mountWebClient(server, {
    prefix: config.publicPath,
    publicUrl: config.publicUrl,
    isSecure: config.isSecure,
    productName: config.product.name,
    directory: webDirectory,
    settings: async () => publicSettings(config, { hasDocumentation, hasAnyAdmin: await hasAdmin(database.read) }),
  });
  const housekeeping = startHousekeeping(context, apps);
  const sealing = startSealing(context);
  const beside = apps.flatMap((app) => app.start?.(context) ?? []);
  const beginStop = (): void => stopping.abort();
  // Their readers resume elsewhere, and the stop waits for none of them.
  stopping.signal.addEventListener('abort', context.eventStreams.endAll);
  server.addHook('preClose', beginStop);
  server.addHook('onClose', async () => {
    load.stop();
    followed?.stop();
    housekeeping.stop();
    await backups?.stop();
    revocations.stop();
    context.accountEvents.stop();
    context.serviceKeyWatch.stop();
    signingKeys.stop();
    await outbox.stop();
    await sealing.stop();
    await avatarSweep.stop();
    for (const one of beside) await one.stop();
    await pictures.close();
    avatarStore.close();
    stopCarrying?.();
    signals?.stop();
    redis?.close();
    await passwordJudging.close();
    await passwordHashing.close();
  });
  return { server, context, routes: routes.map((route) => route.definition), beginStop };
}

/** What the web client has to know before it draws its first page; all of it is public. */
const publicSettings = (
  config: Config,
  { hasDocumentation, hasAnyAdmin }: { hasDocumentation: boolean; hasAnyAdmin: boolean },
) => ({
  product_name: config.product.name,
  product_accent: config.product.accent,
  product_logo: config.product.logo,
  support_email: config.product.supportEmail,
  sign_up: config.signUp,
  sign_up_disclosure: config.signUpDisclosure,
  email_verification: config.emailVerification,
  mail: config.mail === 'off' ? 'off' : 'on',
  password_min_length: config.passwordMinLength,
  languages: ['en', 'uk', 'ru'],
  // The same words that the client understands: in development any port of this machine.
  app_origins: config.appOrigins ?? ['http://localhost:*', 'http://127.0.0.1:*', 'http://[::1]:*'],
  api_reference: config.hasApiReference,
  documentation: hasDocumentation,
  dev_inbox: config.mail === 'inbox',
  setup_open: !hasAnyAdmin,
});
