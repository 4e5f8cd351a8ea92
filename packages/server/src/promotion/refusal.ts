import { messageOf } from '#platform/message-of.ts';

/** What stands in the way of a promotion, all of it at once; nothing was changed. */
export class PromotionRefused extends Error {
  /** A whole sentence each, with what would be right. */
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.name = 'PromotionRefused';
    this.faults = faults;
  }
}

/** Something failed on the way. What the databases say of themselves is right all the same, and so is beginning again. */
export class PromotionBroken extends Error {
  constructor(sentence: string, cause: unknown) {
    super(`The promotion was broken off: ${messageOf(cause).replace(/\.$/, '')}. ${sentence}`, { cause });
    this.name = 'PromotionBroken';
  }
}

/** An address as it may be shown and kept: without the password. */
export function withoutPassword(address: string): string {
  const url = new URL(address);
  url.password = '';
  url.searchParams.delete('password');
  return url.toString();
}
