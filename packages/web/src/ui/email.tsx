/** An address that, where it must be broken, is broken before its @. */
export function Email({ address }: { address: string }) {
  const at = address.lastIndexOf('@');
  return (
    <span className="wordy">
      {address.slice(0, at)}
      <wbr />
      {address.slice(at)}
    </span>
  );
}
