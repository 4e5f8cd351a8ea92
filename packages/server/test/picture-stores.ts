import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createPlainServer } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import S3rver from 's3rver';
import { makeSelfSigned } from './self-signed.ts';

/** A store on this machine, with the settings that name it. */
export type RunningStore = {
  settings: Record<string, string>;
  /** The names of what lies in it. */
  names(): Promise<string[]>;
  stop(): Promise<void>;
};

/** A real S3 server. Its one account is `S3RVER`, with a secret of the same name. */
export async function startS3(bucket = 'avatars'): Promise<RunningStore & { endpoint: string }> {
  const directory = mkdtempSync(join(tmpdir(), 'portress-s3-'));
  const server = new S3rver({
    address: '127.0.0.1',
    port: 0,
    directory,
    silent: true,
    configureBuckets: [{ name: bucket }],
  });
  const { port } = await server.run();
  const endpoint = `http://127.0.0.1:${port}`;
  let isStopped = false;
  return {
    endpoint,
    settings: { AVATAR_STORE: `s3://${bucket}?endpoint=${encodeURIComponent(endpoint)}&region=eu-central-1` },
    names: async () => {
      const listing = await (await fetch(`${endpoint}/${bucket}`)).text();
      return [...listing.matchAll(/<Key>([^<]+)<\/Key>/g)].map(([, key = '']) => key);
    },
    stop: async () => {
      if (isStopped) return;
      isStopped = true;
      await server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const cloud = 'test-cloud';
const apiKey = '123456789012345';
const apiSecret = 'a-secret_of-the-cloud';

export type Cloudinary = RunningStore & {
  /** What was asked of it: the action and its fields without the file. */
  asked: { action: string; fields: Record<string, string> }[];
  /** Answers as it does when it has trouble, instead of with what was asked. */
  mood: 'good' | 'refusing' | 'silent' | 'broken';
};

/**
 * Stands in for Cloudinary, whose SDK speaks https only: the upload API with the signature that its documentation
 * describes, over a certificate that this process trusts until `stop`.
 */
export async function startCloudinary(): Promise<Cloudinary> {
  const { key, certificate } = makeSelfSigned();
  const trusted = getCACertificates('default');
  setDefaultCACertificates([...trusted, certificate]);
  const kept = new Map<string, Buffer>();
  const server: Server = createServer({ key, cert: certificate });
  const stand: Cloudinary = {
    settings: {},
    asked: [],
    mood: 'good',
    names: async () => [...kept.keys()],
    stop: async () => {
      setDefaultCACertificates(trusted);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  server.on('request', (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const say = (status: number, body: object): void => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      };
      if (stand.mood === 'silent') return;
      if (stand.mood === 'refusing') return say(500, { error: { message: 'trouble' } });
      if (stand.mood === 'broken') return void response.end('<html>');
      const [, version, ofCloud, ...rest] = (request.url ?? '').split('/');
      if (version !== 'v1_1' || ofCloud !== cloud) return say(404, { error: { message: 'no such cloud' } });
      const action = rest.join('/');
      if (action === 'ping') return say(200, { status: 'ok' });
      const { fields, file } = readFields(Buffer.concat(chunks));
      stand.asked.push({ action, fields });
      if (!isSigned(fields)) return say(401, { error: { message: `Invalid Signature ${fields.signature}` } });
      const id = fields.public_id ?? '';
      if (action === 'image/destroy') return say(200, { result: kept.delete(id) ? 'ok' : 'not found' });
      if (action !== 'image/upload' || file === undefined) return say(400, { error: { message: 'what?' } });
      kept.set(id, file);
      return say(200, { public_id: id, secure_url: `https://res.cloudinary.com/${cloud}/image/upload/v1/${id}.webp` });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  stand.settings = {
    AVATAR_STORE: 'cloudinary',
    CLOUDINARY_URL: `cloudinary://${apiKey}:${apiSecret}@${cloud}?upload_prefix=${encodeURIComponent(`https://localhost:${port}`)}`,
  };
  return stand;
}

/** The sorted fields but four, joined as in an address, and the secret behind them: SHA-1 of it. */
function isSigned({
  signature,
  api_key: key,
  file: _file,
  resource_type: _type,
  cloud_name: _cloud,
  ...signed
}: Record<string, string>): boolean {
  const text = Object.entries(signed)
    .map(([name, value]) => `${name}=${value}`)
    .toSorted()
    .join('&');
  const age = Math.abs(Date.now() / 1000 - Number(signed.timestamp));
  return (
    key === apiKey &&
    age < 3600 &&
    signature ===
      createHash('sha1')
        .update(text + apiSecret)
        .digest('hex')
  );
}

function readFields(body: Buffer): { fields: Record<string, string>; file: Buffer | undefined } {
  const text = body.toString('latin1');
  const boundary = text.slice(0, text.indexOf('\r\n'));
  const fields: Record<string, string> = {};
  let file: Buffer | undefined;
  for (const part of text.split(boundary)) {
    const [head = '', ...rest] = part.split('\r\n\r\n');
    const content = rest.join('\r\n\r\n').replace(/\r\n$/, '');
    const name = /name="([^"]+)"/.exec(head)?.[1];
    if (name === 'file') file = Buffer.from(content, 'latin1');
    else if (name !== undefined) fields[name] = content;
  }
  return { fields, file };
}

/** A port where whoever comes is never answered. */
export async function startSilence(): Promise<{ url: string; stop(): Promise<void> }> {
  const server = createPlainServer(() => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
