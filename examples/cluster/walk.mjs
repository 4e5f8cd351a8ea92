// What `--once` does: the promises of many nodes, one after the other, with the milliseconds.
import { signIn, signOut, signUp } from '../equipment/start-portress.mjs';
import { inMilliseconds, summarize, timeRefusal } from '../revocation/race.mjs';

const person = { email: 'anna@example.com', password: 'three quiet porters' };
const repeats = 5;

/** @returns {Promise<number>} 0 when all of it went well, 1 otherwise */
export async function walk(cluster) {
  const { publicUrl, nodeUrl, notesUrl, redis } = cluster;
  const askB = (token) => ask(`${nodeUrl('b')}/api/account`, token);
  const askNotes = (token) => ask(`${notesUrl}/notes`, token);
  const timeSignOuts = (askSomewhere) => timeEach(publicUrl, nodeUrl('a'), askSomewhere);

  try {
    await step('Sign up, through nginx', () => signUp(publicUrl, person));
    await step('Sign in, through nginx, and read the notes', async () => {
      const { access_token } = await signIn(publicUrl, person);
      const { status } = await askNotes(access_token);
      if (status !== 200) throw new Error(`the notes API answered ${status}`);
    });
    await step('Sign out on node A, refused on node B', () => timeSignOuts(askB));
    await step('Sign out on node A, refused by the notes API', () => timeSignOuts(askNotes));

    // Somebody who goes on working through all that follows, and must not notice any of it.
    const load = startLoad(publicUrl, await signIn(publicUrl, person));
    await step('Stop Redis; the same again', async () => {
      await redis.kill();
      return `${await timeSignOuts(askB)}; ${await timeSignOuts(askNotes)}`;
    });
    await step('Start Redis; the same again', async () => {
      await redis.start();
      return `${await timeSignOuts(askB)}; ${await timeSignOuts(askNotes)}`;
    });
    const { access_token: signedOut } = await signIn(publicUrl, person);
    await signOut(publicUrl, signedOut);
    for (const name of ['a', 'b']) await step(`Restart node ${name.toUpperCase()}`, () => cluster.roll(name));
    await step('Who was signed out before is still refused', async () => {
      for (const url of [`${nodeUrl('a')}/api/account`, `${nodeUrl('b')}/api/account`, `${notesUrl}/notes`]) {
        const { status } = await ask(url, signedOut);
        if (status !== 401) throw new Error(`${url} answered ${status}`);
      }
    });
    await step('Nobody else has noticed', () => load.end());
    return 0;
  } catch (error) {
    console.error(`  ✗ ${error.message}`);
    return 1;
  }
}

async function step(title, deed) {
  const startedAt = performance.now();
  try {
    const outcome = await deed();
    const told = typeof outcome === 'string' ? outcome : `${Math.round(performance.now() - startedAt)} ms`;
    console.log(`  ✓ ${title.padEnd(46)} ${told}`);
  } catch (error) {
    throw new Error(`${title}: ${error.message}`, { cause: error });
  }
}

async function timeEach(publicUrl, nodeUrl, askSomewhere) {
  const figures = [];
  for (let count = 0; count < repeats; count += 1) {
    const { access_token } = await signIn(publicUrl, person);
    const milliseconds = await timeRefusal({
      ask: () => askSomewhere(access_token),
      signOut: () => signOut(nodeUrl, access_token),
    });
    figures.push(milliseconds);
  }
  const { median, most } = summarize(figures);
  return `after ${inMilliseconds(median)}, at most ${inMilliseconds(most)}`;
}

async function ask(url, token) {
  const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` }, signal: AbortSignal.timeout(5000) });
  await answer.arrayBuffer();
  return answer;
}

async function statusOf(answer) {
  await answer.arrayBuffer();
  return answer.status;
}

/** Reads and writes through nginx without a pause. Each answer has to be the one that is there on a quiet day. */
function startLoad(publicUrl, { access_token, refresh_token }) {
  const unexpected = [];
  let answers = 0;
  let isOver = false;
  const authorization = `Bearer ${access_token}`;
  const json = 'application/json';
  const send = (method, path, body) => {
    const options = body ? { body: JSON.stringify(body) } : {};
    return fetch(`${publicUrl}${path}`, { ...options, method, headers: { authorization, 'content-type': json } });
  };
  const repeat = async (pauseMilliseconds, call) => {
    while (!isOver) {
      const outcome = await call().then(statusOf, (error) => error.cause?.code ?? error.message);
      answers += 1;
      if (outcome !== 200) unexpected.push(outcome);
      await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
    }
  };
  const workers = [
    repeat(5, () => send('GET', '/api/account')),
    repeat(5, () => send('POST', '/api/auth/refresh', { refresh_token })),
    // An account may be changed 120 times an hour.
    repeat(500, () => send('PATCH', '/api/account', { first_name: `Anna ${answers}` })),
  ];
  return {
    end: async () => {
      isOver = true;
      await Promise.all(workers);
      if (unexpected.length > 0) throw new Error(`${unexpected.length} of ${answers}: ${[...new Set(unexpected)]}`);
      return `${answers} requests, each answered as on a quiet day`;
    },
  };
}
