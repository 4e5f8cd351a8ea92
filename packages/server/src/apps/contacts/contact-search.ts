import { type FieldMark, type ScopedTerm, scopedTerm, trigramsOf } from '#platform/database/scoped-search.ts';

/** What a person looks for: `q` in names and address, the others in one field each; all of them have to fit. */
export type ContactQuery = {
  q: string | null;
  firstName: string | null;
  lastName: string | null;
  email: string | null;
  isFavorite: boolean | null;
};

export type SearchParameters = { trigrams: string; q: string; first: string; last: string; email: string };

/** A search that has something to look for. */
export type ContactSearch = {
  /** Names the statement by the conditions that it has; PostgreSQL takes 63 characters. */
  kind: string;
  terms: Readonly<Record<SearchedField, ScopedTerm | undefined>>;
  isFavorite: boolean | null;
  parameters: SearchParameters;
};

type SearchedField = 'q' | 'first' | 'last' | 'email';

const marks: Readonly<Record<SearchedField, FieldMark | undefined>> = {
  q: undefined,
  first: 'f',
  last: 'l',
  email: 'e',
};
/** Where a term of three or more characters is looked for; shorter ones stand in the text of the row, by their field. */
const places: Readonly<Record<SearchedField, readonly string[]>> = {
  q: ['contacts.text'],
  first: ['search_form(contacts.first_name)'],
  last: ['search_form(contacts.last_name)'],
  email: ['search_form(contacts.email)', 'contacts.email_canonical'],
};
const fields: readonly SearchedField[] = ['q', 'first', 'last', 'email'];

/** `has` is whether there is anything for the index to find; without it only the filter is left. */
export function searchOf(query: ContactQuery): ContactSearch & { has: boolean } {
  const given = { q: query.q, first: query.firstName, last: query.lastName, email: query.email };
  const termOf = (field: SearchedField): ScopedTerm | undefined => scopedTerm(given[field] ?? '', marks[field]);
  const terms = { q: termOf('q'), first: termOf('first'), last: termOf('last'), email: termOf('email') };
  const present = fields.flatMap((field) => terms[field] ?? []);
  const kinds = fields.flatMap((field) => {
    const term = terms[field];
    return term === undefined ? [] : [field[0] + (term.isBeginning ? '2' : '')];
  });
  const favorite = query.isFavorite === null ? [] : [query.isFavorite ? 'favorite' : 'other'];
  return {
    has: present.length > 0,
    kind: [...kinds, ...favorite].join('_'),
    terms,
    isFavorite: query.isFavorite,
    parameters: {
      trigrams: trigramsOf(present),
      q: terms.q?.term ?? '',
      first: terms.first?.term ?? '',
      last: terms.last?.term ?? '',
      email: terms.email?.term ?? '',
    },
  };
}

/** The conditions on a row, in SQL. */
export function conditionsOf({ terms, isFavorite }: ContactSearch): string {
  const conditions = fields.flatMap((field) => {
    const term = terms[field];
    if (term === undefined) return [];
    const looked = term.isBeginning ? ['contacts.text'] : places[field];
    return [`(${looked.map((place) => `{${place} contains :${field}}`).join(' OR ')})`];
  });
  if (isFavorite !== null) conditions.push(`contacts.favorited_at IS ${isFavorite ? 'NOT NULL' : 'NULL'}`);
  return conditions.length === 0 ? '1 = 1' : conditions.join(' AND ');
}
