import { offerCopies } from './copy-code.ts';
import { followHeadings } from './follow-headings.ts';
import { reachScrolledParts } from './reach-scrolled-parts.ts';
import { searchAsTyped } from './search-as-typed.ts';
import { offerThemes } from './theme-choice.ts';

// Pages are whole without scripts; each of these adds something to what is there.
offerThemes();
offerCopies();
reachScrolledParts();
followHeadings();
searchAsTyped();
