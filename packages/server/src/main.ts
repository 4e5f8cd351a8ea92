import { findSetupLink } from '#features/setup/find-setup-link.ts';
import { createLog, type Log } from '#platform/log.ts';
import { isDocumentationBuilt, loadServiceConfig, type ServiceConfig } from './installation.ts';

/**
 * Starts the service, in one process or in several, and stops it on SIGTERM and SIGINT: readiness off, new connections taken
 * for a while, requests under way answered, then the end.
 */
export async function serve({ isJson = false } = {}): Promise<void> {
  const startedAt = performance.now();
  const config = loadServiceConfig();
  const log = createLog(config.logLevel);
  for (const warning of config.warnings) log.warn(warning);
  const setupLink = await (config.workers > 1 ? startWorkers(config, log) : startAlone(config, log));
  process.stdout.write(
    isJson ? toJsonLine(config, setupLink) : toGreeting(config, setupLink, performance.now() - startedAt),
  );
}

async function startAlone(config: ServiceConfig, log: Log): Promise<string | undefined> {
  const { startNode } = await import('./processes/start-node.ts');
  const { app } = await startNode({ config, log });
  return findSetupLink(app.context);
}

async function startWorkers(config: ServiceConfig, log: Log): Promise<string | undefined> {
  // Without the wiring: the first process answers no request.
  const { prepareDatabase } = await import('./processes/prepare-database.ts');
  const setupLink = await prepareDatabase(config, log);
  const { runWorkers } = await import('./processes/run-workers.ts');
  await runWorkers({ config, log });
  return setupLink;
}

const toJsonLine = ({ publicUrl, mail }: ServiceConfig, setupLink: string | undefined): string =>
  `${JSON.stringify({ ready: true, public_url: publicUrl, mail, setup_link: setupLink ?? null })}\n`;

/** What a person who has just typed `npm start` wants to know. */
function toGreeting(config: ServiceConfig, setupLink: string | undefined, milliseconds: number): string {
  const { publicUrl } = config;
  const lines = [
    `${config.product.name} is ready at ${publicUrl} (${Math.round(milliseconds)} ms)`,
    config.hasDocumentation && isDocumentationBuilt() && `  Guides             ${publicUrl}/guides/`,
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
    await serve({ isJson: process.argv.includes('--json') });
  } catch (error) {
    // A wrong setting, a database that is away or newer, a port in use need a sentence, not a stack.
    const { explainFailure } = await import('./cli/explain-failure.ts');
    process.stderr.write(`${explainFailure(error).message}\n`);
    process.exit(1);
  }
}
