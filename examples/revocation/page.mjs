// Signs a person in and out at the service, and asks the API meanwhile. The measurement itself is in race.mjs.
import { inMilliseconds, summarize, timeRefusal } from './race.mjs';

const { service, email, password } = await (await fetch('settings.json')).json();
const element = (id) => document.getElementById(id);
const many = 100;
const shown = 20;

const figures = [];
let accessToken = '';
let answers = 0;
let isRepeating = false;

element('service').textContent = service;
element('notes').textContent = `${location.origin}/notes`;

async function signIn() {
  const answer = await fetch(`${service}/api/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ login: email, password }),
  });
  const body = await answer.json();
  if (!answer.ok) throw new Error(`signing in was answered with ${answer.status} ${body.code}`);
  accessToken = body.access_token;
  answers = 0;
  tell('session', 'good', `Signed in as ${email}`);
  tell('answer', '', 'Not asked yet');
}

const withToken = () => ({ headers: { authorization: `Bearer ${accessToken}` }, cache: 'no-store' });
const ask = async () => {
  const answer = await fetch('notes', { ...withToken(), signal: AbortSignal.timeout(5000) });
  // Read to its end, so that the connection can be used again.
  await answer.arrayBuffer();
  return answer;
};

async function race() {
  tell('session', '', 'Signing out');
  const milliseconds = await timeRefusal({
    ask,
    onAnswer: (status) => {
      answers += 1;
      const words = { 200: 'accepts the token', 401: 'refuses the token', 503: 'cannot know: asks to come again' };
      tell(
        'answer',
        status === 200 ? 'good' : 'bad',
        `${status}: ${words[status] ?? 'unexpected'} (request ${answers})`,
      );
    },
    signOut: async () => {
      const answer = await fetch(`${service}/api/auth/sign-out`, { method: 'POST', ...withToken() });
      if (answer.ok) tell('session', 'bad', 'Signed out: the service has answered 204');
      return answer;
    },
  });
  figures.push(milliseconds);
  element('time').textContent = inMilliseconds(milliseconds);
  drawFigures();
}

function tell(id, kind, text) {
  element(id).className = `state ${kind}`;
  element(id).textContent = text;
}

function drawFigures() {
  const { count, median, p99, most } = summarize(figures);
  element('count').textContent = String(count);
  for (const [id, figure] of Object.entries({ median, p99, most })) element(id).textContent = inMilliseconds(figure);
  const last = figures.slice(-shown);
  const longest = Math.max(25, ...last);
  element('bars').replaceChildren(
    ...last.map((figure) => {
      const bar = document.createElement('li');
      bar.style.setProperty('--share', String(figure / longest));
      bar.append(Object.assign(document.createElement('span'), { textContent: inMilliseconds(figure) }));
      return bar;
    }),
  );
}

/** Whatever goes wrong is said; the buttons say what can be done next. */
async function act(deed) {
  element('trouble').hidden = true;
  element('sign-out').disabled = true;
  if (!isRepeating) element('repeat').disabled = true;
  try {
    await deed();
  } catch (error) {
    element('trouble').textContent = `This did not work: ${error.message}. Is the demonstration still running?`;
    element('trouble').hidden = false;
    accessToken = '';
    tell('session', 'bad', 'Not signed in');
  }
  element('sign-out').textContent = accessToken === '' ? 'Sign in' : 'Sign out';
  element('sign-out').disabled = false;
  element('repeat').disabled = false;
}

const signOutOrIn = async () => {
  if (accessToken === '') return signIn();
  await race();
  accessToken = '';
};

async function repeat() {
  isRepeating = true;
  for (let count = 1; count <= many && isRepeating; count += 1) {
    element('repeat').textContent = `Stop at ${count} of ${many}`;
    if (accessToken === '') await signIn();
    await signOutOrIn();
  }
}

element('sign-out').addEventListener('click', () => void act(signOutOrIn));
element('repeat').addEventListener('click', () => {
  if (isRepeating) {
    isRepeating = false;
    return;
  }
  void act(repeat).finally(() => {
    isRepeating = false;
    element('repeat').textContent = `Repeat ${many} times`;
  });
});
await act(signIn);
