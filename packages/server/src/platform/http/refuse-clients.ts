import type { FastifyInstance, FastifyRequest } from 'fastify';
import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';
import { Problem } from '#platform/errors.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Answers whoever asks, also clients that are refused everywhere else: for those who watch over the service. */
    isForEverybody?: boolean;
  }
}

export type ClientRules = {
  /** Parts of User-Agent headers, whatever their case. */
  deniedUserAgents: readonly string[];
  /** Addresses and networks; none: any. */
  allowedNetworks: readonly string[];
};

type Network = [ipaddr.IPv4 | ipaddr.IPv6, number];

const remembered = 10_000;

/**
 * Refuses clients by DENIED_USER_AGENTS and ALLOWED_NETWORKS before anything else is looked at, with 403
 * `client_refused`. A User-Agent is what a client says of itself: the first rule keeps off what is honest about its name,
 * the second one everybody from elsewhere. The address is the one that a trusted proxy names, never another header's.
 */
export function refuseClients(server: FastifyInstance, { deniedUserAgents, allowedNetworks }: ClientRules): void {
  if (deniedUserAgents.length === 0 && allowedNetworks.length === 0) return;
  const denied = deniedUserAgents.map((part) => part.toLowerCase());
  const networks = allowedNetworks.map(parseNetwork);
  const verdicts = new LRUCache<string, boolean>({ max: remembered });

  const isDenied = ({ headers }: FastifyRequest): boolean => {
    const name = headers['user-agent']?.toLowerCase() ?? '';
    return denied.some((part) => name.includes(part));
  };
  const isFromElsewhere = ({ ip }: FastifyRequest): boolean => {
    if (networks.length === 0) return false;
    const isAllowed = verdicts.get(ip) ?? isWithin(networks, ip);
    verdicts.set(ip, isAllowed);
    return !isAllowed;
  };

  server.addHook('onRequest', (request, _reply, done) => {
    if (request.routeOptions.config.isForEverybody || !(isFromElsewhere(request) || isDenied(request))) done();
    // Which of the two it was is nobody's business but the operator's.
    else done(new Problem('client_refused', { detail: 'The people who run this service do not serve this client.' }));
  });
}

const parseNetwork = (text: string): Network => {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.process(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
};

function isWithin(networks: readonly Network[], ip: string): boolean {
  if (!ipaddr.isValid(ip)) return false;
  const address = ipaddr.process(ip);
  return networks.some(([network, bits]) => network.kind() === address.kind() && address.match([network, bits]));
}
