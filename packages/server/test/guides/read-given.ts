import type { Role } from '#features/accounts/store.ts';

/** What the commands of a page find. */
export type Given = {
  hasService: boolean;
  /** An empty PostgreSQL database beside it, which nothing uses yet. */
  hasPostgres: boolean;
  accounts: { email: string; role: Role; isVerified: boolean }[];
  settings: Record<string, string>;
};

const usage =
  'It says "service" or "nothing" first, then, with commas between them, "admin EMAIL", "account EMAIL", "unconfirmed EMAIL", "postgres" or "SETTING=value".';

/** @param text what follows `run with:`. @throws a sentence that says what may stand there */
export function readGiven(text: string): Given {
  const [first, ...rest] = text.split(',').map((part) => part.trim());
  if (first !== 'service' && first !== 'nothing') throw new Error(`"${text}": ${usage}`);
  const given: Given = { hasService: first === 'service', hasPostgres: false, accounts: [], settings: {} };
  for (const part of rest) {
    const [, who, email = ''] = /^(admin|account|unconfirmed) (\S+@\S+)$/.exec(part) ?? [];
    const [, name, value = ''] = /^([A-Z][A-Z_]+)=(.+)$/.exec(part) ?? [];
    if (who)
      given.accounts.push({ email, role: who === 'admin' ? 'admin' : 'user', isVerified: who !== 'unconfirmed' });
    else if (name) given.settings[name] = value;
    else if (part === 'postgres') given.hasPostgres = true;
    else throw new Error(`"${part}": ${usage}`);
  }
  if (given.accounts.length > 0 && !given.hasService)
    throw new Error('Accounts are made by a service: "service, admin EMAIL".');
  return given;
}
