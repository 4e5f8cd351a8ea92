import type { Options } from 'minisearch';

/** A section of a page, as it can be found. */
export type Passage = {
  id: number;
  /** Of the page. */
  title: string;
  /** Of the section; empty for what stands before the first one. */
  heading: string;
  text: string;
  /** Below the site's root, with the section behind `#`. */
  address: string;
  /** Guides before decisions: whoever searches mostly wants to do something. */
  weight: number;
};

export type FoundPassage = Omit<Passage, 'id' | 'weight'>;

const tooCommon = new Set(
  'a an and are as at be by for from has in is it its of on or that the this to was with'.split(' '),
);

/** `tokens`, `refreshing` are found by `token`, `refresh`: the two endings that English puts behind most words. */
const withoutEnding = (word: string): string => word.replace(/(?<=\w{3})(?<!s)s$/, '').replace(/(?<=\w{4})ing$/, '');

/** The same when the index is built and when it is asked. */
export const searchOptions: Options<Passage> = {
  fields: ['title', 'heading', 'text'],
  storeFields: ['title', 'heading', 'text', 'address', 'weight'],
  processTerm: (term) => {
    const word = term.toLowerCase();
    return tooCommon.has(word) ? null : withoutEnding(word);
  },
  searchOptions: {
    boost: { title: 4, heading: 3 },
    prefix: true,
    fuzzy: (term) => (term.length > 4 ? 0.2 : false),
    // What was typed comes before what merely resembles it.
    weights: { prefix: 0.5, fuzzy: 0.1 },
    combineWith: 'AND',
    boostDocument: (_id, _term, stored) => Number(stored?.weight ?? 1),
  },
};
