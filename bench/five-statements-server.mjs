// What a rotation costs as it is mostly written: five statements on one connection behind node:http, in plain JavaScript, with
// the same driver. `node five-statements-server.mjs PORT JSON`, of `{url, connections, answerBytes}`
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import pg from 'pg';

const [port, options] = [Number(process.argv[2]), JSON.parse(process.argv[3] ?? '{}')];
const pool = new pg.Pool({ connectionString: options.url, max: options.connections });
const body = JSON.stringify({ text: 'x'.repeat(options.answerBytes - '{"text":""}'.length) });

const find = { name: 'find', text: 'SELECT session_id, used_at FROM refresh_tokens WHERE id = $1 FOR UPDATE' };
const use = { name: 'use', text: 'UPDATE refresh_tokens SET used_at = now() WHERE id = $1' };
const insert = { name: 'insert', text: 'INSERT INTO refresh_tokens (id, session_id, parent_id) VALUES ($1, $2, $3)' };

/** @param {string} id */
async function rotate(id) {
  const client = await pool.connect();
  await client.query('BEGIN');
  const { rows } = await client.query({ ...find, values: [id] });
  if (rows[0] === undefined || rows[0].used_at !== null) throw new Error('a fresh token is not there');
  await client.query({ ...use, values: [id] });
  await client.query({ ...insert, values: [randomUUID(), rows[0].session_id, id] });
  await client.query('COMMIT');
  client.release();
}

createServer((request, response) => {
  const send = () => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
    response.end(body);
  };
  if (request.method === 'GET') return send();
  /** @type {Buffer[]} */
  const chunks = [];
  request.on('data', (/** @type {Buffer} */ chunk) => chunks.push(chunk));
  request.on('end', () => {
    rotate(JSON.parse(Buffer.concat(chunks).toString()).refresh_token).then(send, (error) => {
      response.writeHead(500).end(String(error));
    });
  });
}).listen(port, '127.0.0.1');
