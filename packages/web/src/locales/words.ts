import type { en } from './en.ts';

/** A plural form is a key's ending; each language has its own set of them. */
type PluralForm = '_zero' | '_one' | '_few' | '_many' | '_other';

type Base<Key> = Key extends `${infer Stem}${PluralForm}` ? Stem : Key;

/** The same words in another language: every key of English, each plural in that language's own forms. */
type InOtherForms<English> = {
  [Key in keyof English as Key extends `${string}${PluralForm}` ? never : Key]: English[Key] extends string
    ? string
    : InOtherForms<English[Key]>;
} & {
  [Key in keyof English as Key extends `${string}${PluralForm}` ? `${Base<Key>}${PluralForm}` : never]?: string;
};

export type Words = InOtherForms<typeof en>;
