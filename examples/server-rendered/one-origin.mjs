// What a reverse proxy does in production (docs/guides/many-nodes.md has nginx): one origin, and behind it two programs.
import { createServer, request as send } from 'node:http';

/**
 * @param {number} port
 * @param {(path: string) => number} portOf which program answers a path
 */
export function serveOneOrigin(port, portOf) {
  const server = createServer((request, response) => {
    const headers = { ...request.headers, 'x-forwarded-for': request.socket.remoteAddress };
    const { method, url: path } = request;
    const passed = send({ host: '127.0.0.1', port: portOf(path), method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    passed.once('error', () => response.headersSent || response.writeHead(502).end('Nobody answers.\n'));
    response.once('close', () => passed.destroy());
    request.pipe(passed);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
