import MiniSearch, { type SearchResult } from 'minisearch';
import { type FoundPassage, type Passage, searchOptions } from '../search-options.ts';

export type Found = FoundPassage & {
  /** The words of the text that the search was about. */
  terms: readonly string[];
};

const mostFound = 12;

/** Loads the index, which lies beside this script. @throws where it cannot be had */
export async function openIndex(): Promise<(words: string) => Found[]> {
  const answer = await fetch(new URL('./search-index.json', import.meta.url));
  if (!answer.ok) throw new Error(`the index was answered with ${answer.status}`);
  const index = await MiniSearch.loadJSONAsync<Passage>(await answer.text(), searchOptions);
  return (words) => {
    const all = index.search(words);
    // Whoever typed one word too many still wants the nearest.
    const found = all.length > 0 ? all : index.search(words, { combineWith: 'OR' });
    return found.slice(0, mostFound).map(toFound);
  };
}

const toFound = (result: SearchResult): Found => ({ ...(result as SearchResult & FoundPassage), terms: result.terms });
