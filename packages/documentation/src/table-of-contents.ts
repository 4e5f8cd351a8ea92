/** One heading of the sidebar, with its pages in the order in which they are read. */
export type Section = {
  title: string;
  /** Who reads it, and what for. */
  about: string;
  /** Paths below `docs/`, without `.md`. */
  pages: readonly string[];
};

export type TableOfContents = {
  sections: readonly Section[];
  /** Decisions stand on a page of their own, in the order of their numbers, and not one by one in the sidebar. */
  decisions: string;
  /** Named above, and still being written: left out while they are not there, and a link to one is shown as text. */
  awaited: ReadonlySet<string>;
};

const guides = (...names: string[]): string[] => names.map((name) => `guides/${name}`);

/** What the site consists of. A guide that stands in no section, or in two, fails the build. */
export const tableOfContents: TableOfContents = {
  sections: [
    {
      title: 'Add accounts',
      about: 'For developers: an application that wants to know who is there.',
      pages: guides(
        'add-accounts',
        'where-to-put-it',
        'sessions-and-tokens',
        'protect-an-api',
        'other-services',
        'sdk',
        'web-client',
        'your-name-and-colours',
        'coming-from',
        'own-account',
        'invitations',
        'passwords',
        'limits',
        'avatars',
        'contacts',
        'cattery',
        'build-your-own-app',
      ),
    },
    {
      title: 'Run it',
      about: 'For operators: from the first server to many of them.',
      pages: guides(
        'small-server',
        'operating',
        'proxy',
        'systemd',
        'kubernetes',
        'mail-that-arrives',
        'promote',
        'invite-find-suspend',
        'administration',
        'bring-your-users',
        'personal-data',
        'audit-log',
        'back-up-restore-upgrade',
        'monitoring',
        'when-something-is-wrong',
        'growing',
        'many-nodes',
        'releases',
      ),
    },
    {
      title: 'Understand it',
      about: 'What is defended, what was measured, and why it is built as it is.',
      pages: ['threat-model', 'security-cases', 'standards', 'proof', 'benchmarks', 'decisions/README'],
    },
    {
      title: 'Reference',
      about: 'To look things up.',
      pages: [
        'guides/command-line',
        'reference/requests',
        'reference/audit-events',
        'reference/personal-data',
        'guides/postman',
      ],
    },
  ],
  decisions: 'decisions/README',
  awaited: new Set(),
};
