// What an application on another origin does: a session in `split` transport, so that the refresh token is in a cookie
// which no script can read, and the access token in memory.
const { service, email, password } = await (await fetch('settings.json')).json();
const list = document.getElementById('steps');
const again = document.getElementById('again');

const call = (path, options = {}) => fetch(`${service}/api/${path}`, { credentials: 'include', ...options });
const json = { 'content-type': 'application/json' };

async function run() {
  again.disabled = true;
  list.replaceChildren();
  let accessToken = '';
  await step('Sign in', async () => {
    const body = JSON.stringify({ login: email, password, transport: 'split' });
    const answer = await call('auth/sign-in', { method: 'POST', headers: json, body });
    accessToken = (await read(answer)).access_token;
    return 'signed in; the refresh token is in a cookie that this page can’t read';
  });
  await step('Refresh', async () => {
    const answer = await call('auth/refresh', { method: 'POST' });
    accessToken = (await read(answer)).access_token;
    return 'a new access token, by the cookie alone';
  });
  await step('Read the account', async () => {
    const account = await read(await call('account', { headers: { authorization: `Bearer ${accessToken}` } }));
    return account.email;
  });
  await step('Add a contact', async () => {
    const headers = { ...json, authorization: `Bearer ${accessToken}` };
    const body = JSON.stringify({ first_name: 'Olena', last_name: 'Kovalenko', birthday: '--05-20' });
    const answer = await call('contacts', { method: 'POST', headers, body });
    const { first_name, last_name } = await read(answer);
    // Of the headers a page sees those that the service exposes.
    const { pathname } = new URL(answer.headers.get('location'));
    return `${first_name} ${last_name}, at ${pathname}`;
  });
  await step('List the contacts', async () => {
    const { items } = await read(await call('contacts', { headers: { authorization: `Bearer ${accessToken}` } }));
    return items.map(({ first_name, last_name }) => `${first_name} ${last_name}`).join(', ');
  });
  await step('Sign out', async () => {
    const answer = await call('auth/sign-out', { method: 'POST', headers: { authorization: `Bearer ${accessToken}` } });
    if (!answer.ok) await read(answer);
    return 'the session has ended';
  });
  again.disabled = false;
}

async function read(answer) {
  const body = await answer.json();
  if (!answer.ok) throw new Error(`${answer.status} ${body.code}`);
  return body;
}

async function step(title, deed) {
  const item = list.appendChild(document.createElement('li'));
  item.append(Object.assign(document.createElement('b'), { textContent: title }));
  const outcome = item.appendChild(document.createElement('span'));
  try {
    outcome.textContent = await deed();
    item.className = 'done';
  } catch (error) {
    // A browser tells a page nothing about an answer that it withholds.
    const isWithheld = error instanceof TypeError;
    outcome.textContent = isWithheld ? 'refused: the browser withholds the answer from this origin' : error.message;
    item.className = 'refused';
  }
}

again.addEventListener('click', () => void run());
await run();
