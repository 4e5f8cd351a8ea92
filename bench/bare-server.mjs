// What the machine could do: node:http with nothing behind it, in plain JavaScript. `node bare-server.mjs PORT BYTES`
import { createServer } from 'node:http';

const [port, bytes = 100] = process.argv.slice(2).map(Number);
const json = (/** @type {number} */ length) => JSON.stringify({ text: 'x'.repeat(length - '{"text":""}'.length) });
const answer = json(100);
const longAnswer = json(bytes);

createServer((request, response) => {
  const send = (/** @type {string} */ body) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
    response.end(body);
  };
  if (request.method === 'GET') return send(answer);
  /** @type {Buffer[]} */
  const chunks = [];
  request.on('data', (/** @type {Buffer} */ chunk) => chunks.push(chunk));
  request.on('end', () => {
    JSON.parse(Buffer.concat(chunks).toString());
    send(longAnswer);
  });
}).listen(port, '127.0.0.1');
