import type { FastifyRequest } from 'fastify';
import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';
import type { Limit } from '#platform/counters/counters.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Read once, when something asks for them. */
    facts: RequestFacts | null;
  }
}

/** How a limit stands for whoever asks; becomes the `RateLimit` headers of the answer. */
export type LimitReading = { limit: Limit; remaining: number; resetSeconds: number };

/** Where a request came from, for audit events, throttles and the device list. */
export type RequestFacts = {
  requestId: string;
  /** The peer's address, or the one a trusted proxy names. IPv4 also when it came mapped into IPv6. */
  ip: string;
  /** What a throttle counts: the address itself for IPv4, its /64 for IPv6, because a host owns a whole /64. */
  network: string;
  userAgent: string | null;
  /** The caller's own limits that this request has drawn on; the answer tells them. */
  limits?: LimitReading[] | undefined;
};

const longestUserAgent = 512;

type Place = Pick<RequestFacts, 'ip' | 'network'>;

/** Reading an address costs as much as the rest of a warm request, and the same ones come again and again. */
const places = new LRUCache<string, Place>({ max: 10_000 });

/** Facts of a request, the same object each time; believes forwarded headers only as far as TRUSTED_PROXIES says (Fastify's trustProxy). */
export function factsOf(request: FastifyRequest): RequestFacts {
  if (request.facts) return request.facts;
  const { ip, network } = placeOf(request.ip);
  const userAgent = request.headers['user-agent']?.slice(0, longestUserAgent) ?? null;
  request.facts = { requestId: request.id, ip, network, userAgent, limits: undefined };
  return request.facts;
}

function placeOf(address: string): Place {
  const known = places.get(address);
  if (known !== undefined) return known;
  const ip = canonicalAddress(address);
  const place = { ip, network: networkOf(ip) };
  places.set(address, place);
  return place;
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
