import type { Account } from '@portress/sdk';
import { useState } from 'react';
import { nameOf } from './person-words.ts';

/** The picture of an account beside its name; its first letter where the picture does not come. */
export function Face({ account, isLarge = false }: { account: Account; isLarge?: boolean }) {
  const [hasFailed, setHasFailed] = useState(false);
  const look = `flex shrink-0 items-center justify-center rounded-full bg-sunken object-cover text-13 font-medium text-muted ${isLarge ? 'size-14' : 'size-8'}`;
  if (hasFailed || !account.avatar_url) {
    return (
      <span aria-hidden="true" className={look}>
        {nameOf(account).slice(0, 1).toUpperCase()}
      </span>
    );
  }
  return (
    <img
      src={account.avatar_url}
      alt=""
      loading="lazy"
      width={isLarge ? 56 : 32}
      height={isLarge ? 56 : 32}
      onError={() => setHasFailed(true)}
      className={look}
    />
  );
}
