import type { Account } from '@portress/sdk';
import { Frame } from '../../../frame/frame.tsx';
import { Welcome } from './welcome.tsx';

export function SignedInHome({ account }: { account: Account }) {
  return (
    <Frame account={account}>
      <Welcome account={account} />
    </Frame>
  );
}
