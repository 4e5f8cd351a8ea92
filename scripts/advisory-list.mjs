// Published advisories and defects of systems of this kind, each with the cases that stand for its class. What went wrong is told in
// our words; whoever wants the original looks its id up.

/** @typedef {{ ids: string[], product: string, sentence: string, cases: string[] }} Advisory */

/**
 * @param {string} ids separated by blanks
 * @param {string} product @param {string} sentence what went wrong
 * @param {string} cases ids of case-list.mjs and fault-list.mjs, separated by commas
 * @returns {Advisory}
 */
const advisory = (ids, product, sentence, cases) => ({
  ids: ids.split(' '),
  product,
  sentence,
  cases: cases.split(', '),
});

/** In the order of the cases. */
export const advisories = [
  advisory(
    'CVE-2019-19844',
    'Django',
    'an address that became another one by a change of case received the reset of its account',
    'A5, A11',
  ),
  advisory(
    'CVE-2022-35924',
    'NextAuth.js',
    'a list of addresses was taken as one, and the sign-in link went to all of them',
    'A6',
  ),
  advisory('CVE-2025-14874', 'Nodemailer', 'a crafted address ended in endless recursion', 'A6, J15'),
  advisory('GHSA-7rqj-j65f-68wh', 'Auth.js', 'a sign that only looks like @ got past the reading of an address', 'A7'),
  advisory(
    'CVE-2025-22234',
    'Spring Security',
    'a refusal before the decoy was hashed told by its time which names exist',
    'B1',
  ),
  advisory(
    'CVE-2026-45364',
    'Better Auth',
    'each IPv6 address of a network, and each spelling of one, had a count of its own',
    'B5, B6',
  ),
  advisory(
    'CVE-2026-9798',
    'Keycloak',
    'one of the ways to sign in did not look at the lock that guessing had set',
    'B9',
  ),
  advisory('CVE-2025-22228', 'Spring Security', 'of a long password only the first 72 bytes counted', 'B12'),
  advisory(
    'CVE-2026-22751',
    'Spring Security',
    'a one-time token, shown by several at once, began several sessions',
    'C2, P2, fault 20',
  ),
  advisory('CVE-2026-110861', '', 'a value that is good once was good for several in a race', 'C2, P2, fault 20'),
  advisory(
    'CVE-2026-34224',
    'Parse Server',
    'a recovery code, shown by several at once, began several sessions',
    'C2, F6',
  ),
  advisory('CVE-2023-7028', 'GitLab', 'a reset asked for with two addresses was mailed to both', 'C3, J6, J11'),
  advisory('CVE-2022-29217', 'PyJWT', 'a public key in another format was taken as a shared secret', 'D2'),
  advisory(
    'jpadilla/pyjwt#1162',
    'PyJWT',
    'one failed fetch threw away all known keys, and every good token was refused',
    'D4, fault 25',
  ),
  advisory(
    'CVE-2026-48523',
    'PyJWT',
    'the list of allowed algorithms was held against the header, and another one verified',
    'D8',
  ),
  advisory(
    'CVE-2022-36083 CVE-2023-52428',
    'jose, Nimbus JOSE+JWT',
    'a token chose how many rounds of key derivation it costs',
    'D9',
  ),
  advisory('CVE-2024-28176 CVE-2024-28180', 'jose, go-jose', 'a small encrypted token unpacked to a giant', 'D5, D9'),
  advisory(
    'CVE-2026-1035',
    'Keycloak',
    'one refresh token, shown by several at once, was exchanged several times',
    'E3, P6, fault 20',
  ),
  advisory(
    'keycloak/keycloak#50999',
    'Keycloak',
    'of refresh tokens made in one second an older one was not known as spent',
    'E4, P6',
  ),
  advisory(
    'CVE-2026-9802',
    'Keycloak',
    'after a restart refresh tokens that were spent before it were good again',
    'E6, P4, fault 1',
  ),
  advisory(
    'better-auth/better-auth#8708',
    'Better Auth',
    'a session that was ended in one store came back from the other',
    'E7, P4, fault 9',
  ),
  advisory(
    'better-auth/better-auth#11073',
    'Better Auth',
    'a refresh that raced a revocation wrote the session back',
    'E11, P4',
  ),
  advisory(
    'keycloak/keycloak#41561',
    'Keycloak',
    'nodes that did not reach each other answered from old copies',
    'P3, fault 11',
  ),
  advisory('GHSA-x445-f3h2-j279', 'Auth.js', 'state and nonce of one provider were good at another', 'G2'),
  advisory('CVE-2026-31813', 'Supabase Auth', 'an identity token of a stranger’s issuer signed in as anybody', 'G4'),
  advisory('GHSA-cq3f-vc6p-68fh', 'Better Auth', 'whoever saw a device code could approve it for themselves', 'H14'),
  advisory(
    'CVE-2025-61928',
    'Better Auth',
    'an account’s id in the body stood in for a sign-in, and made an API key for it',
    'I1, I2',
  ),
  advisory(
    'GHSA-x732-6j76-qmhm CVE-2026-6414',
    'Better Auth, @fastify/static',
    'a path in another spelling got past guards and limits',
    'J1',
  ),
  advisory('CVE-2026-25223', 'Fastify', 'a tab in the content type skipped the validation of the body', 'J3'),
  advisory(
    'CVE-2026-9803 GHSA-xmf8-cvqr-rfgj',
    'Keycloak, Auth.js',
    'a malformed Authorization header ended in an unexpected fault',
    'J4, fault 18',
  ),
  advisory('CVE-2026-73418', 'Auth.js', 'malformed input ended in an unexpected fault', 'J4, fault 18'),
  advisory(
    'CVE-2022-32213 CVE-2022-32214 CVE-2022-32215',
    'Node.js',
    'a message’s end was read in two ways, and a second request was smuggled in',
    'J12',
  ),
  advisory('CVE-2026-8159', 'multiparty', 'a file name in a form kept the event loop busy for seconds', 'J15, L6'),
  advisory(
    'CVE-2022-31093',
    'NextAuth.js',
    'a return address that is none ended in a fault, and nobody could sign in',
    'K6, J4',
  ),
  advisory('CVE-2023-4863', 'libwebp', 'a crafted picture wrote beyond the memory of its decoder', 'L5'),
  advisory(
    'CVE-2026-8162 CVE-2026-3304',
    'multiparty, Multer',
    'a malformed form ended the process, or left what it had begun lying',
    'L6, L1',
  ),
  advisory(
    'GHSA-3529-5m8x-rpv3',
    'Supabase Auth',
    'the host of a request’s forwarded headers stood in the links of mails',
    'M1',
  ),
  advisory(
    'CVE-2026-25224',
    'Fastify',
    'an answer that nobody read was held in memory without bound',
    'O3, O5, fault 17',
  ),
];
