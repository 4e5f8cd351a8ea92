import { Frame } from '../../frame/frame.tsx';
import { usePresence } from '../../session/account.ts';
import { Visitor } from './visitor.tsx';
import { Welcome } from './welcome.tsx';

/** Two pages at one address: what this is, for a visitor; where to go, for a signed-in person. */
export function HomePage() {
  const { data, isPending } = usePresence();
  if (data?.account) {
    return (
      <Frame account={data.account}>
        <Welcome account={data.account} />
      </Frame>
    );
  }
  // Who it is will be known in a moment; until then neither page flashes past.
  return isPending ? null : <Visitor />;
}
