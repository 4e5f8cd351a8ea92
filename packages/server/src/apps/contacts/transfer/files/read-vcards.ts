import { type EntryReader, type FileEntry, UnreadableFile } from './contact-draft.ts';
import { isWantedProperty, readCard } from './read-card.ts';
import { type CardFault, type RawCard, readCards } from './read-cards.ts';

/**
 * The contacts of a file of vCards 2.1, 3.0 or 4.0, as phones, Apple, Google and Outlook write them.
 *
 * @param bytes in UTF-8, or in whatever each property says of itself
 * @throws UnreadableFile where there is no card in it
 */
export function* readVcards(bytes: Buffer): EntryReader {
  let hasCard = false;
  /** At most one stretch of strange lines comes before the first card. */
  let stray: FileEntry | undefined;
  for (const card of readCards(bytes, isWantedProperty)) {
    if (card === undefined) yield undefined;
    else if ('isStray' in card && card.isStray && !hasCard) stray = entryOf(card);
    else {
      hasCard = true;
      if (stray !== undefined) yield stray;
      stray = undefined;
      yield entryOf(card);
    }
  }
  if (!hasCard)
    throw new UnreadableFile('The file holds no vCard: each begins with BEGIN:VCARD and ends with END:VCARD.');
}

const entryOf = (card: RawCard | CardFault): FileEntry =>
  'fault' in card ? { refused: { line: card.line, reason: card.fault } } : readCard(card);
