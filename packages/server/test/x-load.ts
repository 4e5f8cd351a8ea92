import http from 'node:http';
import { givenAccounts, givenSessions, openGivenDatabase } from './given-sessions.ts';
const dir = process.argv[2]!, port = Number(process.argv[3]), count = Number(process.argv[4]);
const sessions = await openGivenDatabase(dir, async (db) => givenSessions(db, { accounts: await givenAccounts(db, 100, 'x'), count, secretKey: 'aqqqwertyuiopasdfghjklzxcvbnm1234567890' }));
const agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
let i = 0, ok = 0; const t = performance.now();
const one = () => new Promise<void>((resolve) => { const body = JSON.stringify({ refresh_token: sessions[i++]!.refreshToken }); const r = http.request({ host: '127.0.0.1', port, agent, method: 'POST', path: '/api/auth/refresh', headers: { 'content-type': 'application/json', 'content-length': body.length } }, (res) => { if (res.statusCode === 200) ok++; res.resume(); res.on('end', resolve); }); r.end(body); });
await Promise.all(Array.from({ length: 64 }, async () => { while (i < count) await one(); }));
console.log(ok, 'refreshes', Math.round(count / (performance.now() - t) * 1000), '/s'); agent.destroy();
