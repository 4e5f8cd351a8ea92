/** Between the tabs of one browser; it says that some address was confirmed, and not which. */
const channelName = `portress ${document.baseURI} confirmed`;

export function tellConfirmed(): void {
  const channel = new BroadcastChannel(channelName);
  channel.postMessage(null);
  channel.close();
}

/** @returns what ends the listening */
export function hearConfirmed(listener: () => void): () => void {
  const channel = new BroadcastChannel(channelName);
  channel.onmessage = listener;
  return () => channel.close();
}
