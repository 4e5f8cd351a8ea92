import type { TestApp } from '#test/test-app.ts';
import { pagePaths } from './describe-pages.ts';

/** One line of Fastify's tree of routes: how deep, what it adds to the address, and the methods. */
const branch = /^(?<indent>(?:│ {3}| {4})*)[├└]── (?<part>\S+)(?: \((?<methods>[A-Z, ]+)\))?/;

/**
 * Every address that answers GET, as the server itself lists them, so that none is forgotten, and the web client's pages.
 * Parameters are filled in with what is there, or with nonsense.
 */
export function addressesOf(app: TestApp, fill: Readonly<Record<string, string>> = {}): string[] {
  const parts: string[] = [];
  const addresses = new Set<string>();
  const tree = app.app.server.printRoutes({ commonPrefix: false, includeHooks: false });
  for (const line of tree.split('\n')) {
    const { indent = '', part = '', methods = '' } = branch.exec(line)?.groups ?? {};
    if (part === '') continue;
    const depth = indent.length / 4;
    parts.splice(depth, parts.length, part);
    if (methods.split(', ').includes('GET')) addresses.add(parts.join(''));
  }
  for (const page of pagePaths) addresses.add(app.app.context.config.publicPath + page);
  return [...addresses].flatMap((address) => {
    const filled = address.replace(/:(\w+)/g, (_, name: string) => fill[name] ?? 'nonsense');
    return filled === address ? [address] : [filled, address.replace(/:(\w+)/g, 'nonsense')];
  });
}
