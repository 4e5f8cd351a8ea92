// The misuse cases that must hold, each in a sentence: what is sent → what has to come back. Every case is named by the title of
// a test (`npm run cases -- --compare`), or says why there is none yet; not both.

/** @typedef {{ sentence: string, notYet?: string }} Case */

/** @param {string} reason why no test shows them @param {Record<string, string>} cases @returns {Record<string, Case>} */
const notYet = (reason, cases) =>
  Object.fromEntries(Object.entries(cases).map(([id, sentence]) => [id, { sentence, notYet: reason }]));
/** @param {Record<string, string>} cases @returns {Record<string, Case>} */
const due = (cases) => Object.fromEntries(Object.entries(cases).map(([id, sentence]) => [id, { sentence }]));

const providers = 'sign-in by other providers is not built';
const secondFactors = 'second factors and passkeys are not built';
const provider = 'being a provider for other clients is not built';

/** Group letter → title and cases, in the order of their numbers. */
export const groups = {
  A: {
    title: 'Accounts and addresses',
    cases: {
      ...notYet(providers, {
        A1: 'a stranger signs up with somebody’s address, who later comes by a provider → what the stranger set is dead, or the two are not linked',
      }),
      ...notYet(
        'a reset ends whatever was set before (C11), but a link or code confirms the account with the password it was made with',
        {
          A2: 'the same, and the owner proves the mailbox by link, code or reset → everything set before is dead',
        },
      ),
      ...notYet(providers, {
        A3: 'a sign-up by a provider brings an address, its verification, an id or a role of its own → ignored',
        A4: 'a confirmation to link one identity is used by another → refused, nothing is linked',
      }),
      ...due({
        A5: 'one address in other case, padding, normal form or spelling of its domain → one account, one answer',
        A6: 'lists, quotes, brackets, groups, line ends, NUL or overlong text as an address → 422 at once, nothing is mailed',
        A7: 'a wide @, unseen or direction-turning characters in an address → 422 after it was made canonical, nothing is mailed',
        A8: 'a sign-up with a known address → 409, or with silent disclosure the answer of a new one and a notice to the owner; nothing changes',
        A9: '50 sign-ups of one address at once → one account, and no fault',
      }),
      ...due({
        A10: 'an account is deleted and its address signs up again → another id; nothing of the old one works',
      }),
      ...due({
        A11: 'an address with letters that look alike → an account of its own, never merged; mails name its domain in ASCII',
      }),
    },
  },
  B: {
    title: 'Signing in, and finding out who has an account',
    cases: due({
      B1: 'sign-ins of known, unknown, passwordless and suspended names → the same work, so that times do not tell them apart',
      B2: 'every reason for which a sign-in fails → one status, body and set of headers',
      B3: 'requests for a reset or a verification of known and unknown addresses → one answer; only the known one gets mail',
      B4: 'the right password of a suspended account → the answer of a wrong one',
      B5: 'forwarded addresses from a peer that is not trusted → one count, then 429',
      B6: 'behind a trusted proxy many addresses of one /64, in any spelling → one count, then 429',
      B7: 'one account by address, other spellings, username and other ways that take its password → one count',
      B8: '200 wrong passwords at once, also over two nodes → as many guesses as allowed, the rest 429',
      B9: 'a used-up limit → holds on every way that takes the password',
      B10: 'a stranger uses up an account’s limit → its sessions, its own device and a reset still work',
      B11: 'a hundred wrong passwords in a row → the password is off until a reset; one right one begins the count anew',
      B12: 'a password with another end, case, space or NUL, or too long → never the same, never cut; 128 characters are fine',
      B13: 'one password in composed and decomposed form → both sign in; length counts code points',
      B14: 'a common, breached, context-bound or own-name password → 422 with the reason; a long plain phrase passes',
      B15: 'a crowd signs in at once → signed-in people notice nothing; what is too much is 429 or 503 with Retry-After',
    }),
  },
  C: {
    title: 'Links, codes and resets',
    cases: {
      ...due({
        C1: 'every one-time value at every place that takes one → good at its own alone',
        C2: 'one of them used 200 times at once, and once more → a single success',
        C3: 'a token of one account with the name of another beside it → the other is unchanged',
        C4: 'steps out of order, empty, or without their token → refused, nothing changes',
        C5: 'an address is changed → what was mailed to the old one is dead',
        C6: 'a password is changed → resets and codes from before are dead',
        C7: 'a second after its end, before any sweep → dead',
        C8: 'a second reset is asked for → only the newest works',
      }),
      ...due({
        C9: 'a change of address → proof of oneself, confirmation at the new, notice to the old; the sign-in address stays until then',
      }),
      ...notYet(secondFactors, {
        C10: 'a reset of somebody with a second factor → not signed in, and the factor is asked for next time',
      }),
      ...due({
        C11: 'a reset → every session, refresh and access token is refused at once',
        C12: 'a mail scanner reads the link with GET and HEAD → nothing is spent',
        C13: 'a dump of the database → no live token in it; tokens have at least 128 random bits',
        C14: 'the page of a mailed link → sends no Referer, loads nothing of others, has its token in the fragment',
        C15: 'the sixth request for a mail in an hour → the same answer, no mail',
        C16: 'a verification link opened in somebody else’s session → that account is as it was',
      }),
    },
  },
  D: {
    title: 'Tokens and sealed values',
    cases: due({
      D1: 'a value of another kind as an access token, and the reverse → 401 or 400, never taken',
      D2: 'no algorithm, or the public key as a shared secret → 401',
      D3: 'a token that brings its key, or its key’s address → 401, and nobody is asked',
      D4: 'a key id that is unknown, a path, SQL, a list, huge, or a thousand random ones → 401, good tokens go on',
      D5: 'critical extensions, unencoded or compressed payloads, encrypted tokens → 401',
      D6: 'missing, odd or wrong times → 401, with the exact tolerance',
      D7: 'issuer or audience wrong, missing or one of many → 401',
      D8: 'the right key under another algorithm or for another type → 401',
      D9: 'a token made to cost time or memory → 401 at once',
      D10: 'a good token in another spelling → 401',
      D11: 'many people’s tokens at once → each answers for its own account, and after the end none does',
      D12: 'a value sealed or signed for one purpose at another → refused',
      D13: 'whatever the service signs, seals or draws, at every place that takes such a thing → good at its own alone, and nothing in it was chosen by a caller',
      D14: 'a flipped or invented cookie or hidden state → as if it were absent; nobody becomes more by it',
      D15: 'a token in the query, or in header and body → not looked at, or 400',
      D16: 'a token from before a demotion → has the role of now',
    }),
  },
  E: {
    title: 'Sessions',
    cases: {
      ...due({
        E1: '10,000 ids and tokens → no order, no common beginning, 256 random bits',
        E2: 'a cookie planted before a sign-in → another value after it',
        E3: 'one refresh token many times at once → one successor',
        E4: 'a spent refresh token whose successor has arrived → that session ends, the others live',
        E5: 'the clock past the idle or the absolute timeout → ended',
        E6: 'the process is killed after a revocation → still revoked',
        E7: 'a revocation is lost in one store → not accepted for that',
        E8: 'an account is suspended → its tokens and sign-in are refused, on every node',
        E9: 'an account is deleted → no row of it is left but the log',
        E10: 'the service and its introspection asked at once → one verdict',
        E11: 'sign-out everywhere among a hundred refreshes → no survivor after the answer',
        E12: 'one browser, two people one after the other → the second sees their own only',
        E13: 'cookie attributes, and a cookie name sent twice → as written down; nobody’s',
        E14: 'a password change → this session goes on with new tokens, all others end, and their number is told',
        E15: 'the id of another’s session is ended → 404, nothing happens',
        E16: 'a change of transport → never carries a refresh token out of its cookie, or into one',
      }),
    },
  },
  F: {
    title: 'Second factors and passkeys',
    cases: notYet(secondFactors, {
      F1: 'after the password alone → nothing is usable',
      F2: 'every way in → the second factor is asked for',
      F3: 'a factor is added or removed → proof of oneself, and other sessions are judged anew',
      F4: 'a code once more, or of an earlier step → 401',
      F5: 'a spent or replaced recovery code → 401',
      F6: 'one code many times at once → one success',
      F7: 'five wrong codes → the challenge is dead, and a new one brings no new tries',
      F8: 'a code at the challenge of another → 401',
      F9: 'the answer to “send a code” → holds no code, secret or whole address',
      F10: 'a passkey answer that is wrong in any one part → 401',
      F11: 'a factor is added or removed → a mail tells',
      F12: 'an administrator takes a factor away → recorded, told, sessions end',
      F13: 'a factor’s secret after enrolment → cannot be read, and lies encrypted',
    }),
  },
  G: {
    title: 'Sign-in by other providers',
    cases: notYet(providers, {
      G1: 'a stranger’s code in somebody’s browser → 400, no sign-in, no link',
      G2: 'a state made for one provider at another’s return → 400',
      G3: 'a return once more → 400',
      G4: 'a good token of a foreign issuer or for another client → 401',
      G5: 'an unproven or odd proof of the address → counts as unproven',
      G6: 'a token without its nonce → 401',
      G7: 'the same address at another provider → an explicit link; the same id elsewhere is another person',
      G8: 'a provider that is switched off → none of its paths work',
      G9: 'linking and unlinking → proof of oneself, and the last way in stays',
      G10: 'a return that names another issuer → 400',
    }),
  },
  H: {
    title: 'Being a provider',
    cases: {
      ...notYet(provider, {
        H1: 'a redirect that is nearly the registered one → an error page, no redirect',
        H2: 'a script, data or plain http redirect at registration → 400',
        H3: 'a code once more, of another client, late, or at another redirect → refused, and its tokens end',
        H4: 'no or a wrong code challenge → refused',
        H5: 'response types that put tokens into addresses → refused',
        H6: 'token calls without the right client → refused',
        H7: 'a client’s assertion once more, for others, late or misshapen → refused',
        H8: 'a parameter twice, or two proofs of the client → 400',
        H9: 'a changed hidden state → changes nothing of the request',
      }),
      ...due({ H10: 'the password grant where it is off → unsupported_grant_type, whatever the password' }),
      ...notYet(provider, {
        H11: 'a scope that was not given → refused; a refresh never widens',
        H12: 'a sign-out with a forged hint or foreign redirect → a question, no redirect',
        H13: 'a silent sign-in, or one that must be fresh → as asked for',
        H14: 'a device code → bound to who approves it, few tries, shows what it is for',
        H15: 'a client is read and written back → loses no setting',
        H16: 'consent that is forged or framed → refused',
        H18: 'cross-origin calls of the provider’s endpoints → as registered, never for null',
      }),
    },
  },
  I: {
    title: 'Who may do what',
    cases: {
      ...due({
        I1: 'no proof, but ids and roles in body, query and headers, on every guarded call → 401',
        I2: 'a role, id, verification or hash among the fields of a sign-up or a change → no effect',
        I3: 'a change of the profile → proves no address',
        I4: 'every role on every route and method → only what the written table allows; a route outside it fails the tests',
        I5: 'the members of every answer → those of a written list',
        I6: 'a token without the scope of a call → 403',
        I7: 'what belongs to another, by every verb → 404, like what does not exist',
        I8: 'a service key → shown once, hashed, narrow, ended at once',
      }),
      ...notYet('keys are made and ended on the command line alone, and none has settings that another could reach', {
        I9: 'a lesser key at a greater one’s settings → refused',
      }),
      ...due({ I10: 'demotions at once → act at once, and the last administrator stays' }),
      ...notYet('acting for somebody else is not built', {
        I11: 'acting for somebody → says so, is recorded, touches no password',
      }),
      ...due({ I12: 'sorting or filtering by a secret column → 422' }),
      ...due({ I13: 'a forged cursor, or another’s → 400' }),
    },
  },
  J: {
    title: 'HTTP and input',
    cases: due({
      J1: 'a path in another spelling → the same guard and count, or 404',
      J2: 'an unknown tenant, or the version of another API → the same proof is asked for',
      J3: 'other content types, and odd spellings of JSON’s → 415; validation is never skipped',
      J4: 'broken escapes, headers, cookies and UTF-8 → 4xx as a problem, and the process lives',
      J5: 'deep, wide, doubled or endless JSON → 4xx at once',
      J6: 'a value of another JSON type → 422, never converted',
      J7: 'names that reach for a prototype → nothing is left behind',
      J8: 'operators and wildcards where a text belongs → match nothing but themselves',
      J9: 'one field in path, header, query and body → the documented place counts, the others are refused or not looked at',
      J10: 'SQL in every text of every call, on both databases → a literal',
      J11: 'a field that stands twice → 400',
      J12: 'a message whose end could be read in two ways → 400, and the connection ends',
      J13: '200 headers or more than 16 KiB of them → 431; nothing sent comes back as a header',
      J14: 'a header, parameter or field that names another method; TRACE; made-up methods → ignored; 405; 400',
      J15: '100 kB of hostile text at every validator → judged in a moment',
      J16: 'markup and formulas in names → text in mails and pages; no formula in an export',
    }),
  },
  K: {
    title: 'Browsers',
    cases: due({
      K1: 'the attributes of the cookies → as written down',
      K2: 'changes from other pages, with no or a null origin, as forms or plain text → 403; sign-in too',
      K3: 'other origins, near and far → no CORS header; allowed ones exactly, with Vary, never *',
      K4: 'a page in a frame of somebody else → not shown',
      K5: 'answers with tokens or a person → the headers that keep them where they belong',
      K6: 'addresses that a browser reads as another host’s → lead to a page of ours or nowhere',
      K7: 'data under an address that ends like a file → 404, or not stored',
      K8: 'every address read twice → nothing changes but sessions',
      K9: 'every address that an answer points to → holds no token',
    }),
  },
  L: {
    title: 'Pictures of people',
    cases: due({
      L1: 'a picture over the limit, or broken off → 413 early, and no file is left',
      L2: 'other formats, or two in one → refused',
      L3: 'what is served → encoded anew, of a fixed type, sandboxed',
      L4: 'a picture that unpacks to a giant → refused at once, in little memory',
      L5: 'broken and bomb-like pictures → refused, and the worker lives',
      L6: 'a form with very many or strange parts → 4xx, the loop stays quick',
      L7: 'paths and controls in file names → ignored',
      L8: 'places and cameras inside a picture → gone',
      L9: 'many pictures → bounded; the old one goes; another’s cannot be guessed',
    }),
  },
  M: {
    title: 'Mails, and calls to others',
    cases: {
      ...due({
        M1: 'Host, forwarded headers and fields that name another place → every link is on PUBLIC_URL',
        M2: 'line ends in addresses, names and subjects → one recipient, no other header',
        M3: 'a name, or a device’s name, with an address or markup in it → no link in any mail; five mails an hour for an address',
      }),
      ...notYet('webhooks are not built: the service calls only what the operator has set', {
        M4: 'private, local and redirected addresses to call → refused, nobody is called',
        M5: 'answers that are huge, slow or endless → given up soon',
        M6: 'signatures of calls → over id, time and body, with rotation and no stale ones',
        M7: 'what is sent to others → holds no secret',
      }),
      ...due({ M8: 'a change that is rolled back, and a process that is killed → no mail; at least one' }),
    },
  },
  N: {
    title: 'Logs, faults and settings',
    cases: {
      ...due({
        N1: 'line ends, terminal codes and JSON in what a client sends → one escaped log line',
        N2: 'marked secrets through every flow → in no log, file, table or refusal',
        N3: 'a forced fault → no stack, SQL or path in the answer',
      }),
      ...due({ N4: 'a line of the log is changed or taken out → seen' }),
      ...due({
        N5: 'what concerns the safety of an account → told by mail',
        N6: '10,000 failing requests at once → each answer and log line has its own marker and id alone',
        N7: 'missing, example or short secrets, or a broken database → no start, and no value shown',
        N8: 'a fresh service → no account; the setup link works once',
        N9: 'metrics, documents, the inbox and versions → nobody’s to see in production',
      }),
    },
  },
  O: {
    title: 'Using up what there is',
    cases: due({
      O1: 'headers that come slowly or not at all → closed',
      O2: 'a body that comes slowly or not at all → 408',
      O3: 'an answer that is read slowly → bounded memory',
      O4: 'thousands of idle connections → honest requests notice nothing',
      O5: 'an answer that nobody reads → bounded',
      O6: 'thousands of flows begun by strangers → few rows each, all of them with an end',
    }),
  },
  P: {
    title: 'What holds over a whole history',
    cases: {
      ...due({
        P1: 'what was acknowledged → is there in every later read',
        P2: 'a one-time value → spent at most once',
        P3: 'a revocation → felt within its bound on every node',
        P4: 'what was refused as revoked → is never taken again',
        P5: 'one canonical address → one account',
        P6: 'the refresh tokens of a session → a chain without branches',
        P7: 'guesses that are judged → no more than the limit',
        P8: 'an answer’s account → the token’s',
        P9: 'whatever breaks → a right answer, or 429 or 503 in time; never a wrong success',
        P10: 'an acknowledged change → exactly one line in the log',
        P11: 'a mail → at least once for what stands, never for what does not',
      }),
    },
  },
};
