import closeWithGrace from 'close-with-grace';
import { findSetupLink } from '#features/setup/find-setup-link.ts';
import { migrations } from '#migrations/migrations.ts';
import { systemClock } from '#platform/clock.ts';
import { NewerDatabase } from '#platform/database/newer-database.ts';
import { openDatabase } from '#platform/database/open-database.ts';
import { createLog } from '#platform/log.ts';
import { createApp } from './app.ts';
import { ConfigError } from './config.ts';
import { loadServiceConfig, readVersion, type ServiceConfig, webDirectory } from './installation.ts';

/** Longer than any request may take; then the process ends as it stands. Nothing acknowledged is lost by that. */
const stopMilliseconds = 15_000;

/** Starts the service and stops it on SIGTERM and SIGINT: readiness off, requests under way answered, then the end. */
export async function serve({ isJson = false } = {}): Promise<void> {
  const startedAt = performance.now();
  const config = loadServiceConfig();
  const log = createLog(config.logLevel);
  for (const warning of config.warnings) log.warn(warning);
  const { database } = await openDatabase({
    url: config.databaseUrl,
    connections: config.databaseConnections,
    listen: true,
    clock: systemClock,
    log,
    migrations,
  });
  const app = await createApp({ config, database, log, webDirectory, version: readVersion() });
  closeWithGrace({ delay: stopMilliseconds, logger: false }, async ({ err }) => {
    if (err) log.fatal({ err }, 'the process ends because of a fault');
    await app.server.close();
    await database.close();
    log.flush();
  });
  await app.server.listen({ host: config.host, port: config.port });
  const setupLink = await findSetupLink(app.context);
  process.stdout.write(
    isJson ? toJsonLine(config, setupLink) : toGreeting(config, setupLink, performance.now() - startedAt),
  );
}

const toJsonLine = ({ publicUrl, mail }: ServiceConfig, setupLink: string | undefined): string =>
  `${JSON.stringify({ ready: true, public_url: publicUrl, mail, setup_link: setupLink ?? null })}\n`;

/** What a person who has just typed `npm start` wants to know. */
function toGreeting(config: ServiceConfig, setupLink: string | undefined, milliseconds: number): string {
  const { publicUrl } = config;
  const lines = [
    `${config.product.name} is ready at ${publicUrl} (${Math.round(milliseconds)} ms)`,
    config.hasApiReference && `  API reference      ${publicUrl}/docs`,
    config.mail === 'inbox' && `  Development inbox  ${publicUrl}/dev/inbox`,
    config.mail === 'off' &&
      '  Mail is off: `portress accounts verify` and `portress accounts reset-link` print one-time links.',
    setupLink !== undefined &&
      `  There is no administrator yet. Make the first one here, or by \`npm run portress -- admin create\`:\n  ${setupLink}`,
  ];
  return `\n${lines.filter((line) => typeof line === 'string').join('\n')}\n\n`;
}

/**
 * npm puts a shell between itself and what it starts, and the shell passes no signal on: `kill` would end both and leave
 * the service behind on its port. When the parent is gone, so is the service, as gently as by SIGTERM.
 */
function stopWithParent(): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
  }, 500).unref();
}

if (import.meta.main) {
  try {
    if (process.argv.includes('--stop-with-parent')) stopWithParent();
    await serve();
  } catch (error) {
    // A wrong setting, a newer database or a port in use needs a sentence, not a stack.
    const isExpected =
      error instanceof ConfigError ||
      error instanceof NewerDatabase ||
      (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE');
    process.stderr.write(`${isExpected ? error.message : (error as Error).stack}\n`);
    process.exit(1);
  }
}
