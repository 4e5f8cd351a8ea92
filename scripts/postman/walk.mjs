// The way through the collection, from top to bottom: who asks, with what, and what is kept of the answer. Names, texts and
// parameters come from the OpenAPI document; a call that is not here is added to the folder of its tag as the document has it.

/**
 * @typedef {object} Step
 * @property {string} call method and path, as in the document
 * @property {string} [name] where the document's summary would not tell it from another step
 * @property {string} [note] stands before the document's text
 * @property {'person' | 'admin' | 'service' | 'nobody'} [as] whose token, where the document does not tell
 * @property {object | string} [body] fields, or the text of a file
 * @property {string} [type] of a body that is a file
 * @property {Record<string, string>} [path] its parameters
 * @property {Record<string, string>} [query] those that are switched on
 * @property {string[]} [before] lines of its pre-request script
 * @property {string[]} [after] lines of its test script, for an answer that is no refusal; `answer` is its JSON
 */

const newPassword = "keep('next_password', pm.variables.replaceIn('{{$guid}}'));";
const isNewPassword = "keep('password', pm.variables.get('next_password'));";
const tokens = "keepTokens('', answer);";
const noTokens = "keepTokens('', {});";
const mailOf = (to, name, pattern) => `readMail(pm.variables.get('${to}'), '${name}', ${pattern}, 25);`;
const signIn = {
  call: 'POST /api/auth/sign-in',
  body: { login: '{{email}}', password: '{{password}}' },
  after: [tokens],
};
const person = { id: '{{account_id}}' };
const guest = { id: '{{guest_id}}' };
const contact = { id: '{{contact_id}}' };
const cat = { id: '{{cat_id}}' };
const owner = { id: '{{owner_id}}' };
// Every byte of this picture is a character of ASCII, so it can stand in the collection as text: one dot.
const dot =
  'GIF89a\u0001\u0000\u0001\u0000\u0000\u0000\u0000,\u0000\u0000\u0000\u0000\u0001\u0000\u0001\u0000\u0000\u0002\u0002D\u0001\u0000;';

/** @type {{ tag: string, name?: string, steps: Step[] }[]} */
export const walk = [
  {
    tag: 'Authentication',
    steps: [
      {
        call: 'POST /api/auth/sign-up',
        note: 'Without `email` and `password` in the variables, an address and a password are made up and kept there.',
        body: {
          email: '{{email}}',
          password: '{{password}}',
          first_name: 'Ada',
          last_name: 'Lovelace',
          time_zone: 'Europe/Kyiv',
        },
        before: ["makeUp('email', 'ada-{{$guid}}@example.com');", "makeUp('password', '{{$guid}}');"],
        after: ["keep('account_id', answer.account?.id);"],
      },
      {
        call: 'POST /api/auth/verify-email',
        note: 'In development the code is read from the inbox of the service; elsewhere set `code` from the mail.',
        body: { email: '{{email}}', code: '{{code}}' },
        before: [mailOf('email', 'code', '/^ {4}(\\d{8})$/m')],
      },
      { call: 'POST /api/auth/verify-email/request', body: { email: '{{email}}' } },
      { ...signIn, after: [tokens, "keep('account_id', answer.account.id);"] },
      { call: 'POST /api/auth/refresh', body: { refresh_token: '{{refresh_token}}' }, after: [tokens] },
      {
        call: 'POST /api/auth/token',
        note: 'Signs in once more: the second device that “End one device” ends. Its tokens are not kept.',
        body: { grant_type: 'password', username: '{{email}}', password: '{{password}}' },
      },
    ],
  },
  {
    tag: 'Account',
    steps: [
      { call: 'GET /api/account', after: ["keep('account_id', answer.id);"] },
      { call: 'PATCH /api/account', body: { locale: 'uk', country: 'UA' } },
      {
        call: 'GET /api/account/sessions',
        after: ["keep('other_session_id', answer.items.find(({ current }) => !current)?.id);"],
      },
      {
        call: 'DELETE /api/account/sessions/{id}',
        path: { id: '{{other_session_id}}' },
        before: [
          "skipWithout('other_session_id', 'There is no other device: sign in by the token endpoint, and list them.');",
        ],
      },
      { call: 'GET /api/account/activity' },
      {
        call: 'PUT /api/account/password',
        body: { current_password: '{{password}}', password: '{{next_password}}' },
        before: [newPassword],
        after: [tokens, isNewPassword],
      },
      {
        call: 'POST /api/account/email',
        body: { email: '{{next_email}}', password: '{{password}}' },
        before: ["makeUp('next_email', 'ada-{{$guid}}@example.com');"],
      },
      {
        call: 'POST /api/account/email/confirm',
        note: 'In development the token is read from the inbox of the service; elsewhere set `email_token` from the link in the mail.',
        body: { token: '{{email_token}}' },
        before: [mailOf('next_email', 'email_token', '/confirm-email#token=([\\w-]+)/')],
        after: ["keep('email', answer.email);", "keep('next_email', '');"],
      },
      {
        call: 'PUT /api/account/avatar',
        note: 'The picture here is one dot. To send one of yours, choose *binary* as the body, and its content type.',
        body: dot,
        type: 'image/gif',
      },
      { call: 'DELETE /api/account/avatar' },
      { call: 'GET /api/account/export' },
    ],
  },
  {
    tag: 'Address book',
    steps: [
      {
        call: 'POST /api/contacts',
        body: {
          first_name: 'Grace',
          last_name: 'Hopper',
          email: 'grace@example.com',
          phone: '+380671234567',
          birthday: '1906-12-09',
          notes: 'Found the moth.',
          favorite: true,
        },
        after: ["keep('contact_id', answer.id);"],
      },
      { call: 'GET /api/contacts/{id}', path: contact },
      { call: 'PATCH /api/contacts/{id}', path: contact, body: { notes: null } },
      {
        call: 'PUT /api/contacts/{id}',
        path: contact,
        body: { first_name: 'Grace', last_name: 'Murray Hopper', email: 'grace@example.com', birthday: '--12-09' },
      },
      {
        call: 'POST /api/contacts/import',
        body: 'first_name,last_name,email,birthday\nAlan,Turing,alan@example.com,1912-06-23\nRadia,Perlman,radia@example.com,\n',
        type: 'text/csv',
      },
      { call: 'GET /api/contacts', query: { q: 'hop' } },
      { call: 'GET /api/contacts/birthdays', query: { days: '366' } },
      { call: 'GET /api/contacts/export', query: { format: 'vcard' } },
      { call: 'DELETE /api/contacts/{id}', path: contact },
    ],
  },
  {
    tag: 'Administration',
    steps: [
      {
        call: 'POST /api/setup',
        note: 'Left out without `setup_token`. Where there is an administrator already, set `admin_email` and `admin_password`.',
        body: { token: '{{setup_token}}', email: '{{admin_email}}', password: '{{admin_password}}' },
        before: [
          "skipWithout('setup_token', 'While there is no administrator, the service prints a link at each start: set it from there.');",
          "makeUp('admin_email', 'grace-{{$guid}}@example.com');",
          "makeUp('admin_password', '{{$guid}}');",
        ],
        after: ["keep('setup_token', '');"],
      },
      {
        ...signIn,
        name: 'Sign in as the administrator',
        body: { login: '{{admin_email}}', password: '{{admin_password}}' },
        before: ["skipWithout('admin_password', 'Set admin_email and admin_password.');"],
        after: ["keepTokens('admin_', answer);"],
      },
      {
        call: 'POST /api/invitations',
        body: { email: '{{guest_email}}', role: 'user', expires_in: 86400 },
        before: ["keep('guest_email', pm.variables.replaceIn('guest-{{$guid}}@example.com'));"],
        after: ["keep('invitation_token', answer.url.split('#token=')[1]);"],
      },
      {
        call: 'POST /api/auth/sign-up',
        name: 'Sign up by the invitation',
        as: 'nobody',
        body: { email: '{{guest_email}}', password: '{{guest_password}}', invitation: '{{invitation_token}}' },
        before: [
          "skipWithout('invitation_token', 'Invite somebody first.');",
          "keep('guest_password', pm.variables.replaceIn('{{$guid}}'));",
        ],
        after: ["keep('guest_id', answer.account?.id);"],
      },
      {
        call: 'POST /api/invitations',
        name: 'Invite whoever has the link',
        body: {},
        after: ["keep('invitation_id', answer.id);"],
      },
      { call: 'GET /api/invitations' },
      { call: 'DELETE /api/invitations/{id}', path: { id: '{{invitation_id}}' } },
      { call: 'GET /api/accounts', query: { q: 'guest', sort: 'created_at', order: 'desc' } },
      { call: 'GET /api/accounts/{id}', path: guest },
      { call: 'GET /api/accounts/{id}/sessions', path: guest },
      { call: 'PATCH /api/accounts/{id}', path: guest, body: { status: 'suspended' } },
      { call: 'PATCH /api/accounts/{id}', name: 'Let somebody in again', path: guest, body: { status: 'active' } },
      { call: 'POST /api/accounts/{id}/sign-out', path: guest },
      { call: 'POST /api/accounts/{id}/password-reset', path: guest },
      { call: 'DELETE /api/accounts/{id}', path: guest },
      {
        call: 'PATCH /api/accounts/{id}',
        name: 'Make somebody a moderator',
        note: 'The person of this collection: moderators may change what is in the cattery.',
        path: person,
        body: { role: 'moderator' },
      },
      { call: 'GET /api/audit-events', query: { account_id: '{{account_id}}' } },
      { call: 'GET /api/signing-keys' },
      { call: 'POST /api/signing-keys/rotate' },
      { call: 'GET /api/outbox' },
      { call: 'GET /api/statistics' },
      { call: 'GET /api/health' },
    ],
  },
  {
    tag: 'Cattery',
    steps: [
      {
        call: 'POST /api/owners',
        body: { email: '{{owner_email}}', name: 'Edwin' },
        before: ["keep('owner_email', pm.variables.replaceIn('edwin-{{$guid}}@example.com'));"],
        after: ["keep('owner_id', answer.id);"],
      },
      {
        call: 'POST /api/cats',
        body: { nickname: 'Schroedinger', age: 3, description: 'Perhaps asleep.', owner_id: '{{owner_id}}' },
        after: ["keep('cat_id', answer.id);"],
      },
      { call: 'GET /api/cats', query: { owner_id: '{{owner_id}}' } },
      { call: 'GET /api/cats/{id}', path: cat },
      { call: 'GET /api/owners' },
      { call: 'GET /api/owners/{id}', path: owner },
      {
        call: 'PUT /api/owners/{id}',
        path: owner,
        body: { email: '{{owner_email}}', name: 'Erwin' },
      },
      {
        call: 'PUT /api/cats/{id}',
        path: cat,
        body: { nickname: 'Schroedinger', age: 4, owner_id: '{{owner_id}}' },
      },
      { call: 'PATCH /api/cats/{id}/vaccinated', path: cat, body: { vaccinated: true } },
      { call: 'DELETE /api/cats/{id}', path: cat },
      { call: 'DELETE /api/owners/{id}', path: owner },
    ],
  },
  {
    tag: 'Other services',
    steps: [
      { call: 'GET /api/revocations' },
      { call: 'GET /api/account-events' },
      { call: 'POST /api/introspect', body: { token: '{{access_token}}' } },
      ...['GET /api/revocations/stream', 'GET /api/account-events/stream'].map((call) => ({
        call,
        note: 'Left out while the variable `streams` is empty: it has no end, and a runner would wait for ever.',
        before: ["skipWithout('streams', 'It has no end: set streams to on, to open it by hand.');"],
      })),
    ],
  },
  {
    tag: 'Service',
    steps: [
      { call: 'GET /.well-known/oauth-authorization-server' },
      { call: 'GET /.well-known/jwks.json' },
      { call: 'GET /.well-known/change-password' },
    ],
  },
  {
    tag: 'Authentication',
    name: 'Leaving',
    steps: [
      { call: 'POST /api/auth/password-reset/request', body: { email: '{{email}}' } },
      {
        call: 'POST /api/auth/password-reset',
        note: 'In development the token is read from the inbox of the service; elsewhere set `reset_token` from the link in the mail.',
        body: { token: '{{reset_token}}', password: '{{next_password}}' },
        before: [newPassword, mailOf('email', 'reset_token', '/reset-password#token=([\\w-]+)/')],
        after: [isNewPassword, noTokens],
      },
      { ...signIn, name: 'Sign in with the new password' },
      { call: 'POST /api/auth/sign-out-everywhere', body: { keep_current: true } },
      { call: 'POST /api/auth/sign-out', as: 'person', body: {}, after: [noTokens] },
      { ...signIn, name: 'Sign in once more' },
      {
        call: 'POST /api/account/deletion',
        body: { password: '{{password}}' },
        after: [noTokens, ...['email', 'password'].map((name) => `pm.collectionVariables.set('${name}', '');`)],
      },
    ],
  },
];
