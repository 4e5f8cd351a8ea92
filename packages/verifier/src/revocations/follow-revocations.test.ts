import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { type AuthorizationServer, startAuthorizationServer } from '../../test/authorization-server.ts';
import { wireRevocation } from '../../test/stream-endpoint.ts';
import { type Clock, systemClock } from '../clocks.ts';
import { createVerifierBy, type Verifier } from '../create-verifier.ts';
import type { VerifierOptions } from '../verifier-options.ts';

let server: AuthorizationServer;
let errors: Error[];
const verifiers: Verifier[] = [];

/** A clock that is moved by hand beside the machine's own. */
const moved = { monotonic: 0, wall: 0 };
const clock: Clock = {
  monotonic: () => systemClock.monotonic() + moved.monotonic,
  wall: () => systemClock.wall() + moved.wall,
};

beforeEach(async () => {
  server = await startAuthorizationServer();
  errors = [];
  Object.assign(moved, { monotonic: 0, wall: 0 });
});

afterEach(async () => {
  await Promise.all(verifiers.splice(0).map((verifier) => verifier.close()));
  await server.stop();
});

function open(changes: Partial<VerifierOptions> = {}): Verifier {
  const { issuer, audience, serviceKey } = server;
  const onError = (error: Error) => errors.push(error);
  const verifier = createVerifierBy(clock, { issuer, audience, serviceKey, onError, ...changes } as VerifierOptions);
  verifiers.push(verifier);
  return verifier;
}

async function openReady(changes: Partial<VerifierOptions> = {}) {
  const verifier = open(changes);
  await verifier.ready();
  return verifier;
}

const verdict = (verifier: Verifier, token: string, options = {}) =>
  verifier.verify(token, options).then(
    () => 'accepted',
    (error: { code: string }) => error.code,
  );
const soon = { timeout: 5_000, interval: 5 };
const signFor = (sid: string, claims = {}, header = {}) => server.sign({ sid, ...claims }, header);
const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

describe('what was revoked', () => {
  it('before the start is known from the snapshot, and afterwards as soon as it is told, remembered or not', async () => {
    server.stream.revoke({ id: 'ended-before' });
    const verifier = await openReady();
    expect(await verdict(verifier, await signFor('ended-before'))).toBe('invalid_token');

    const token = await signFor('ended-later');
    for (let round = 0; round < 3; round += 1) expect(await verdict(verifier, token)).toBe('accepted');
    expect(verifier.state().rememberedTokens).toBe(2);
    server.stream.revoke({ id: 'ended-later' });
    await expect.poll(() => verdict(verifier, token), soon).toBe('invalid_token');
    expect(await verdict(verifier, token, { whenStale: 'accept' })).toBe('invalid_token');
    expect(await verdict(verifier, await signFor('another'))).toBe('accepted');
    expect(server.stream.asked).toEqual([null]);
  });

  it('of an account concerns smaller epochs, in whichever order they are told, and with null every one', async () => {
    const verifier = await openReady();
    const revoke = (id: string, epoch: number | null) => server.stream.revoke({ kind: 'account', id, epoch });
    revoke('someone', 4);
    revoke('someone', 2);
    revoke('erased', null);
    await expect.poll(() => verifier.state().sequence, soon).toBe(3);
    const of = async (sub: string, epoch: number) => verdict(verifier, await signFor('s', { sub, epoch }));
    expect(await Promise.all([of('someone', 3), of('someone', 4), of('erased', 1_000_000)])).toEqual([
      'invalid_token',
      'accepted',
      'invalid_token',
    ]);
    expect(await of('other', 0)).toBe('accepted');
  });

  it('of a signing key concerns all its tokens, although remembered, and the one in its place is found at once', async () => {
    const verifier = await openReady();
    const old = await signFor('s');
    expect(await verdict(verifier, old)).toBe('accepted');
    const next = await signFor('s', {}, { kid: 'second' });
    const young = await server.sign({}, { kid: 'second' }, await server.addKey('second'));
    const [, published] = server.published.splice(0);
    server.stream.revoke({ kind: 'key', id: 'first' });
    await expect.poll(() => verdict(verifier, old), soon).toBe('invalid_token');
    // The node that is asked publishes the new key a moment later than another signs with it: nobody is told a 401.
    expect(await verdict(verifier, young)).toBe('keys_unavailable');
    server.published.push(...(published ? [published] : []));
    // Far within the cooldown of unknown keys.
    await expect.poll(() => verdict(verifier, young), soon).toBe('accepted');
    expect(await verdict(verifier, next)).toBe('invalid_token');
  });

  it('E6: stays revoked when the connection is lost and what was missed comes by Last-Event-ID', async () => {
    const verifier = await openReady();
    server.stream.revoke({ id: 'one' });
    await expect.poll(() => verifier.state().sequence, soon).toBe(1);
    server.stream.cut();
    server.stream.revoke({ id: 'missed' });
    await expect.poll(async () => verdict(verifier, await signFor('missed')), soon).toBe('invalid_token');
    expect(server.stream.asked).toEqual([null, '1']);
    expect(await verdict(verifier, await signFor('one'))).toBe('invalid_token');
    expect(verifier.state().isStale).toBe(false);
  });

  it('E6, P4: stays revoked when the service comes back from an older state and knows nothing of it', async () => {
    const verifier = await openReady();
    server.stream.revoke({ id: 'one' });
    server.stream.revoke({ id: 'two' });
    await expect.poll(() => verifier.state().sequence, soon).toBe(2);
    server.stream.revocations.length = 0;
    server.stream.cut();
    await expect.poll(() => verifier.state().sequence, soon).toBe(0);
    expect(await verdict(verifier, await signFor('two'))).toBe('invalid_token');
    server.stream.revoke({ id: 'three' });
    await expect.poll(async () => verdict(verifier, await signFor('three')), soon).toBe('invalid_token');
  });
});

describe('when it is not known what was revoked', () => {
  it('before the first snapshot: 503 by default, and what the route says otherwise', async () => {
    server.stream.refusal = { status: 503, headers: { 'Retry-After': '1' } };
    const verifier = open();
    const token = await signFor('s');
    await expect(verifier.verify(token)).rejects.toMatchObject({ status: 503, code: 'revocations_stale' });
    expect(await verdict(verifier, token, { whenStale: 'accept' })).toBe('accepted');
    expect(await verdict(verifier, 'x.y.z')).toBe('invalid_token');
    await expect(verifier.ready({ timeoutSeconds: 0.05 })).rejects.toThrow('no snapshot');
    expect(verifier.state()).toMatchObject({ isStale: true, stalenessSeconds: null, sequence: null });
    server.stream.refusal = undefined;
    await verifier.ready();
    expect(await verdict(verifier, token)).toBe('accepted');
    expect(verifier.state()).toMatchObject({ isStale: false, isConnected: true, sequence: 0 });
  });

  it('the server is up to date only while it says so: revocations known stay refused, others are not accepted', async () => {
    const verifier = await openReady();
    server.stream.revoke({ id: 'known' });
    await expect.poll(() => verifier.state().sequence, soon).toBe(1);
    server.stream.beats = false;
    // Comments keep the connection, and say nothing of revocations.
    const comments = setInterval(() => server.stream.write(': still here\n\n'), 200);
    moved.monotonic += 5_001;
    expect(await verdict(verifier, await signFor('s'))).toBe('revocations_stale');
    expect(await verdict(verifier, await signFor('known'), { whenStale: 'accept' })).toBe('invalid_token');
    await wait(1_200);
    expect(await verdict(verifier, await signFor('s'))).toBe('revocations_stale');
    server.stream.beats = true;
    await expect.poll(async () => verdict(verifier, await signFor('s')), soon).toBe('accepted');
    clearInterval(comments);
  });

  it('a silent connection is given up', async () => {
    const verifier = await openReady();
    server.stream.isSilent = true;
    await expect.poll(() => server.stream.asked.length, { timeout: 10_000 }).toBe(2);
    expect(errors.map(({ message }) => message)).toEqual([
      'the revocation stream was lost: nothing was heard for three seconds',
    ]);
    server.stream.isSilent = false;
    await expect.poll(() => verifier.state().isConnected, { timeout: 10_000 }).toBe(true);
  });

  it('a machine that slept is noticed although its monotonic clock stood still', async () => {
    const verifier = await openReady();
    moved.wall += 60_000;
    expect(await verdict(verifier, await server.sign({ exp: Math.floor(clock.wall() / 1000) + 900 }))).toBe(
      'revocations_stale',
    );
  });

  it('closed, it accepts nothing that it would have to know about', async () => {
    const verifier = await openReady();
    await verifier.close();
    expect(await verdict(verifier, await signFor('s'))).toBe('revocations_stale');
    await expect.poll(() => server.stream.connections, soon).toBe(0);
  });
});

describe('a clock that jumps', () => {
  it('back an hour makes no expired token good, and fresh ones stay good', async () => {
    const verifier = await openReady();
    const expired = await server.sign({ exp: Math.floor(Date.now() / 1000) - 600 });
    moved.wall -= 3_600_000;
    expect(await verdict(verifier, expired)).toBe('invalid_token');
    expect(await verdict(verifier, await signFor('s'))).toBe('accepted');
  });

  it('forward thirty days and back again brings no revoked token to life', async () => {
    const verifier = await openReady();
    server.stream.revoke({ id: 'ended' });
    const token = await signFor('ended');
    await expect.poll(() => verdict(verifier, token), soon).toBe('invalid_token');
    moved.wall += 30 * 86_400_000;
    server.stream.cut();
    await expect.poll(() => server.stream.asked.length, soon).toBe(2);
    moved.wall = 0;
    await expect.poll(async () => verdict(verifier, await signFor('s')), soon).toBe('accepted');
    expect(await verdict(verifier, token)).toBe('invalid_token');
  });
});

describe('what the stream must not say', () => {
  const data = (value: unknown) => `data: ${JSON.stringify(value)}\n\n`;
  const revocation = (sequence: number, changes = {}) => ({ sequence, ...wireRevocation({ id: 'x' }), ...changes });

  it.each([
    ['an id that does not increase', `event: revocation\nid: 1\n${data(revocation(1))}`],
    ['another id than its sequence', `event: revocation\nid: 3\n${data(revocation(2))}`],
    ['no id', `event: revocation\n${data(revocation(2))}`],
    ['a gap', `event: heartbeat\n${data({ sequence: 7 })}`],
    ['less than is known', `event: heartbeat\n${data({ sequence: 0 })}`],
    ['no JSON', 'event: revocation\nid: 2\ndata: {\n\n'],
    ['null', 'event: heartbeat\ndata: null\n\n'],
    ['an id that is no text', `event: revocation\nid: 2\n${data(revocation(2, { id: 5 }))}`],
    ['an epoch that is no number', `event: revocation\nid: 2\n${data(revocation(2, { epoch: '4' }))}`],
    ['a time that is none', `event: revocation\nid: 2\n${data(revocation(2, { expires_at: 'soon' }))}`],
    ['a snapshot without items', `event: snapshot\nid: 2\n${data({ sequence: 2 })}`],
    ['a line without end', `event: revocation\ndata: ${'x'.repeat(70_000)}`],
    ['an event without end', `event: revocation\n${`data: ${'x'.repeat(10_000)}\n`.repeat(7)}`],
  ])('%s: nothing further of it is believed, and the next connection starts from a snapshot', async (_, text) => {
    const verifier = await openReady();
    server.stream.revoke({ id: 'known' });
    await expect.poll(() => verifier.state().sequence, soon).toBe(1);
    server.stream.write(`${text}event: revocation\nid: 9\n${data(revocation(9, { id: 'innocent' }))}`);
    await expect.poll(() => server.stream.asked, soon).toEqual([null, null]);
    await expect.poll(() => verifier.state(), soon).toMatchObject({ sequence: 1, revocations: 1, isStale: false });
    expect(errors).toHaveLength(1);
    expect(errors[0]?.name).toBe('StreamDistrusted');
  });

  it('unknown events, comments and kinds of later versions are left aside', async () => {
    const verifier = await openReady();
    server.stream.write(': a comment\n\nevent: news\ndata: {"sequence": 99}\n\ndata: just so\n\nid: 77\n\n');
    server.stream.revoke({ kind: 'planet', id: 'earth' });
    server.stream.revoke({ id: 'ended' });
    await expect.poll(async () => verdict(verifier, await signFor('ended')), soon).toBe('invalid_token');
    expect([verifier.state().sequence, server.stream.asked, errors]).toEqual([2, [null], []]);
  });

  it('a stream cut anywhere, with either line end, is read alike', async () => {
    const verifier = await openReady();
    const text = `event: revocation\r\nid: 1\r\n${data(revocation(1, { id: 'säßion-💥' }))}`;
    server.stream.revocations.push(wireRevocation({ id: 'säßion-💥' }));
    const letters = [...text];
    while (letters.length > 0) {
      server.stream.write(letters.splice(0, 7).join(''));
      await wait(2);
    }
    await expect.poll(async () => verdict(verifier, await signFor('säßion-💥')), soon).toBe('invalid_token');
    expect(errors).toEqual([]);
  });
});

describe('a connection that is refused', () => {
  it('for its key is told loudly, and what was known goes on being refused', async () => {
    const verifier = open({ serviceKey: 'psk_ended' });
    await expect(verifier.ready()).rejects.toThrow('refuses the service key (401)');
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatchObject({ name: 'StreamRefused', status: 401 });
    expect(errors[0]?.message).toContain('revocations:read');
    await wait(1_000);
    expect(server.stream.asked).toHaveLength(1);
  });

  it('for a while is tried again after Retry-After, and told once', async () => {
    server.stream.refusal = { status: 503, headers: { 'Retry-After': '1' } };
    const verifier = open();
    await wait(900);
    expect(server.stream.asked).toHaveLength(1);
    await expect.poll(() => server.stream.asked.length, soon).toBe(3);
    server.stream.refusal = undefined;
    await verifier.ready();
    expect(errors).toHaveLength(1);
  });

  it('by something else than the service is not followed anywhere, nor believed', async () => {
    server.stream.refusal = { status: 302, headers: { Location: `${server.issuer}/stolen` } };
    const verifier = open();
    await expect.poll(() => errors.length, soon).toBe(1);
    server.stream.refusal = { status: 200, headers: { 'Content-Type': 'text/html' } };
    await expect.poll(() => errors.at(-1)?.message, soon).toContain('something else than an event stream');
    expect(server.requests).toEqual([]);
    expect(verifier.state().isStale).toBe(true);
  });
});
