import fc from 'fast-check';
import { bodyOf } from './bodies.ts';
import { contentTypes, credentials, keysOf, oddHeaders } from './headers.ts';
import type { Operation } from './operations.ts';
import type { HostileRequest } from './request.ts';
import { targetOf, tokenPlaceOf } from './targets.ts';
import { wishedRequest } from './wished-requests.ts';

/** Paths that the document does not list, and how many times as often as a call they are asked for together. */
const otherPaths = [
  '/',
  '/healthz',
  '/readyz',
  '/openapi.json',
  '/docs',
  '/dev/inbox',
  '/dev/inbox.json',
  '/problems',
  '/problems/not_found',
  '/problems/__proto__',
  '/metrics',
  '/assets/',
  '/nothing/here',
  '/api/',
  '/api/account/x.css',
  '/api/accounts',
  '/%',
  '/%ff%fe',
  '//evil.example',
  '/api//account',
  '/API/ACCOUNT',
  '/api/account;x=1',
  '/api/account/..%2f..%2fdata',
  `/${'a'.repeat(3000)}`,
];

/** One call of the document, good, bent or broken. */
const requestOf = (operation: Operation): fc.Arbitrary<HostileRequest> =>
  fc
    .tuple(
      fc.oneof(
        { weight: 20, arbitrary: fc.constant(operation.method) },
        {
          weight: 1,
          arbitrary: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND'),
        },
      ),
      targetOf(operation),
      credentials(tokenPlaceOf(operation)),
      fc.tuple(oddHeaders, keysOf(operation)).map(([odd, key]) => ({ ...odd, ...key })),
      contentTypes(operation.body?.contentType ?? 'application/json'),
      bodyOf(operation),
    )
    .map(([method, target, shown, odd, contentType, body]) => ({
      operation: method === operation.method ? operation.name : `${method} on another method’s path`,
      method,
      target,
      headers: { ...odd, ...shown, ...(body !== null && { 'content-type': contentType }) },
      body: method === 'GET' || method === 'HEAD' ? null : body,
    }));

const otherRequest: fc.Arbitrary<HostileRequest> = fc
  .tuple(
    fc.constantFrom(...otherPaths),
    fc.constantFrom('GET', 'GET', 'HEAD', 'POST', 'DELETE'),
    credentials(),
    oddHeaders,
  )
  .map(([target, method, shown, odd]) => ({
    operation: 'another path',
    method,
    target,
    headers: { ...odd, ...shown },
    body: null,
  }));

/** Requests for every call of the document alike, and some for what it does not list. */
export const hostileRequests = (operations: readonly Operation[]): fc.Arbitrary<HostileRequest> =>
  fc.oneof(
    ...operations.map((operation) => ({
      weight: 10,
      arbitrary: fc.oneof({ weight: 3, arbitrary: requestOf(operation) }, wishedRequest(operation)),
    })),
    {
      weight: 12,
      arbitrary: otherRequest,
    },
  );
