// What the scripts of the collection are made of: each function goes into it as its source, and runs where `pm` is.

/** An environment goes before the collection, so what is kept beside its value would never be read. */
export function keep(name, value) {
  (pm.environment.has(name) ? pm.environment : pm.collectionVariables).set(name, String(value ?? ''));
}

/** `whose` stands before the names of the variables: nothing, or `admin_`. Without tokens, what was kept is cleared. */
export function keepTokens(whose, tokens) {
  keep(`${whose}access_token`, tokens.access_token);
  keep(`${whose}access_expires_at`, tokens.access_token && Date.now() + tokens.expires_in * 1000);
  keep(`${whose}refresh_token`, tokens.refresh_token);
  keep(`${whose}session_id`, tokens.session_id);
}

/** Before each request: an access token that is about to expire is replaced, so that nobody has to sign in again. */
export function refreshExpired(whose) {
  const refreshToken = pm.variables.get(`${whose}refresh_token`);
  const isGood = Number(pm.variables.get(`${whose}access_expires_at`)) > Date.now() + 5000;
  if (!refreshToken || isGood) return;
  const refresh = {
    url: pm.variables.replaceIn('{{base_url}}/api/auth/refresh'),
    method: 'POST',
    header: { 'Content-Type': 'application/json' },
    body: { mode: 'raw', raw: JSON.stringify({ refresh_token: refreshToken }) },
  };
  pm.sendRequest(refresh, (error, answer) => {
    if (!error && answer.code === 200) keepTokens(whose, answer.json());
    // That session has ended, and what is left of it is of no use.
    if (!error && answer.code === 401) keepTokens(whose, {});
  });
}

/**
 * Keeps what the first group of `wanted` finds in the newest such mail. In development mails land in an inbox of the
 * service; elsewhere the person copies it into the variable.
 */
export function readMail(to, name, wanted, triesLeft) {
  pm.sendRequest(pm.variables.replaceIn('{{base_url}}/dev/inbox.json'), (error, answer) => {
    if (error || answer.code !== 200) {
      console.log(`There is no inbox here: set the variable ${name} from the mail to ${to}.`);
      return;
    }
    const mails = answer.json().items.filter((mail) => mail.to === to);
    const found = mails.map((mail) => wanted.exec(mail.text)).find((match) => match !== null);
    if (found) keep(name, found[1]);
    // A mail comes a moment after the answer.
    else if (triesLeft > 0) setTimeout(() => readMail(to, name, wanted, triesLeft - 1), 200);
    else console.log(`No mail to ${to} has come.`);
  });
}

/** A request that cannot succeed without the variable is left out, and says what to set. */
export function skipWithout(name, hint) {
  if (pm.variables.get(name)) return;
  console.log(`Left out: ${pm.info.requestName}. ${hint}`);
  pm.execution.skipRequest();
}

/** Only where nobody has chosen a value. */
export function makeUp(name, template) {
  if (!pm.variables.get(name)) keep(name, pm.variables.replaceIn(template));
}

/** `named` are the answers that the document names for this request. */
export function expectStatus(named) {
  pm.test(`answers ${named.join(' or ')}`, () => {
    const isProblem = String(pm.response.headers.get('Content-Type')).startsWith('application/problem+json');
    const refusal = isProblem ? pm.response.json() : null;
    const told = refusal ? `${refusal.status} ${refusal.code}: ${refusal.detail}` : `status ${pm.response.code}`;
    pm.expect(named, told).to.include(pm.response.code);
  });
}
