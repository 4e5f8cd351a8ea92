import type { Account } from '@portress/sdk';

interface AvatarProps {
  account: Pick<Account, 'avatar_url'>;
  /** Pixels. */
  size: number;
  /** Empty where the name stands beside it. */
  alt?: string;
}

/** The picture of an account, round. */
export function Avatar({ account, size, alt = '' }: AvatarProps) {
  return (
    <img
      src={account.avatar_url}
      alt={alt}
      loading="lazy"
      width={size}
      height={size}
      className="shrink-0 rounded-full bg-sunken object-cover"
    />
  );
}
