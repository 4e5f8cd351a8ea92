import type { FastifyRequest } from 'fastify';
import ipaddr from 'ipaddr.js';

/** Where a request came from, for audit events, throttles and the device list. */
export type RequestFacts = {
  requestId: string;
  /** The peer's address, or the one a trusted proxy names. IPv4 also when it came mapped into IPv6. */
  ip: string;
  /** What a throttle counts: the address itself for IPv4, its /64 for IPv6, because a host owns a whole /64. */
  network: string;
  userAgent: string | null;
};

const longestUserAgent = 512;

/** Facts of a request; believes forwarded headers only as far as TRUSTED_PROXIES says (Fastify's trustProxy). */
export function factsOf(request: FastifyRequest): RequestFacts {
  const ip = canonicalAddress(request.ip);
  return {
    requestId: request.id,
    ip,
    network: networkOf(ip),
    userAgent: request.headers['user-agent']?.slice(0, longestUserAgent) ?? null,
  };
}

const canonicalAddress = (address: string): string =>
  ipaddr.isValid(address) ? ipaddr.process(address).toString() : address;

/** The address range that one customer of a network owns: the IPv4 address, or the first 64 bits of an IPv6 address. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return `${new ipaddr.IPv6([...(parsed as ipaddr.IPv6).parts.slice(0, 4), 0, 0, 0, 0]).toString()}/64`;
}
