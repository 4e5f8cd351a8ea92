// The words of pages and mails in every language, held side by side: npm run check -- --only languages.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const webSource = join(root, 'packages/web/src');
const languages = ['en', 'uk', 'ru'];
const pluralForm = /_(zero|one|two|few|many|other)$/;

/** Names, protocols and what is typed: the same in every language. */
const sameEverywhere = /^(?:\W|\d|\{\{\w+\}\}|ONE|TWO|THREE|API|OpenAPI|JSON|UTC|Portress|name@example\.com|·)*$/u;
/** Words of Latin letters that may stand among Cyrillic ones. */
const latinWords = /\b(?:API|OpenAPI|name@example\.com|ONE|TWO|THREE|Portress)\b|\{\{\w+\}\}/g;

/** What is wrong in a language wherever it stands: said of the phrase as it is shown. */
const faultsOfLanguage = {
  en: [[/\boops\b|!/i, 'the voice has no "Oops" and no exclamation mark']],
  uk: [
    [/!/, 'the voice has no exclamation mark'],
    [/[ыэъё]/i, 'a Russian letter'],
    [/[а-яіїєґ]['ʼ`][а-яіїєґ]/i, 'another apostrophe than ’'],
    [/(?:^|[^\p{L}])(?:ви|вас|вам|вами|ваш\p{L}*)(?![\p{L}])/u, 'Ви is written with a capital letter'],
    [
      /(?<!браузер )(?<![\p{L}])(?:увійшов|увійшла|вийшов|вийшла|ввів|ввела|змінив|змінила|отримав|отримала|надіслав|надіслала|забув|забула)(?![\p{L}])/iu,
      'a past tense that has a gender',
    ],
  ],
  ru: [
    [/!/, 'the voice has no exclamation mark'],
    [/[іїєґ]/i, 'a Ukrainian letter'],
    [/[\p{L},] (?:Вы|Вас|Вам|Вами|Ваш\p{L}*)(?![\p{L}])/u, 'вы is written in lower case'],
    [
      /(?:^|[^\p{L}])(?:еще|ее|нее|мое|твое|свое|учетн\p{L}*|надежн\p{L}*|придет|пройдет|завершен|изменен|подтвержден|определен)(?![\p{L}])/iu,
      'ё is written as е',
    ],
    [
      /(?<!браузер )(?<![\p{L}])(?:вошел|вошёл|вошла|вышел|вышла|ввел|ввёл|ввела|изменил|изменила|получил|получила|отправил|отправила|забыл|забыла)(?![\p{L}])/iu,
      'a past tense that has a gender',
    ],
  ],
};

/**
 * @typedef {Map<string, string>} Phrases every phrase of one language by its dotted key
 *
 * @param {object} words a tree of texts, and of functions that make texts
 * @returns {Phrases}
 */
export function flatten(words, path = '') {
  const phrases = new Map();
  for (const [key, value] of Object.entries(words)) {
    const name = path === '' ? key : `${path}.${key}`;
    if (typeof value === 'string') phrases.set(name, value);
    else if (typeof value === 'function')
      for (const [form, text] of spoken(value)) phrases.set(form === '' ? name : `${name}(${form})`, text);
    else for (const [inner, text] of flatten(value, name)) phrases.set(inner, text);
  }
  return phrases;
}

/** A phrase that counts is heard with numbers of every plural form; any other with words. A null must not be spoken. */
function spoken(phrase) {
  const counted = ['1', '2', '5', '21'].map((count) => [count, String(phrase(Number(count)))]);
  const isCounting = phrase.length === 1 && counted.some(([, text]) => /\d/.test(text));
  if (isCounting) return counted;
  const forms = [['', String(phrase('ONE', 'TWO', 'THREE'))]];
  if (phrase.length > 1 && String(phrase).includes('null'))
    forms.push(['none', String(phrase(...Array(phrase.length - 1).fill('ONE'), null))]);
  return forms;
}

const places = (phrase) => (phrase.match(/\{\{\w+\}\}|\b(?:ONE|TWO|THREE)\b/g) ?? []).sort().join(' ');
const stemOf = (key) => key.replace(pluralForm, '');

/**
 * @param {string} what the set's name, for the lines
 * @param {Record<string, Phrases>} all by language; English first
 * @returns {string[]} one line for each fault
 */
export function compareLanguages(what, all) {
  const faults = [];
  const english = all.en;
  const stems = new Set([...english.keys()].map(stemOf));
  for (const [language, phrases] of Object.entries(all)) {
    const tell = (key, fault) => faults.push(`${what} ${language} ${key}: ${fault}`);
    const own = new Set([...phrases.keys()].map(stemOf));
    for (const stem of stems) if (!own.has(stem)) tell(stem, 'is missing');
    for (const stem of own) if (!stems.has(stem)) tell(stem, 'is not there in English');
    for (const fault of missingForms(language, phrases)) tell(...fault);
    for (const [key, phrase] of phrases) {
      for (const fault of faultsOfPhrase(language, phrase)) tell(key, fault);
      const counterpart = english.get(key) ?? english.get(`${stemOf(key)}_other`);
      if (counterpart === undefined) continue;
      if (places(counterpart) !== places(phrase)) tell(key, 'has other places than the English one');
      if (language !== 'en' && counterpart === phrase && !sameEverywhere.test(phrase)) tell(key, 'is still English');
    }
  }
  return faults;
}

/** Each plural form that the language has, for every phrase that has one. */
function missingForms(language, phrases) {
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const counted = new Set([...phrases.keys()].filter((key) => pluralForm.test(key)).map(stemOf));
  return [...counted].flatMap((stem) =>
    forms.filter((form) => !phrases.has(`${stem}_${form}`)).map((form) => [`${stem}_${form}`, 'is missing']),
  );
}

function faultsOfPhrase(language, phrase) {
  const faults = faultsOfLanguage[language].filter(([pattern]) => pattern.test(phrase)).map(([, fault]) => fault);
  if (phrase.trim() === '') faults.push('is empty');
  if (/undefined|\[object|NaN|\bnull\b/.test(phrase)) faults.push('speaks of what is not there');
  if (language === 'en') {
    if (/\p{Script=Cyrillic}/u.test(phrase)) faults.push('has Cyrillic letters');
    return faults;
  }
  const words = phrase.replace(latinWords, ' ').match(/[\p{L}’]+/gu) ?? [];
  const mixed = words.filter((word) => /[a-z]/i.test(word) && /\p{Script=Cyrillic}/u.test(word));
  if (mixed.length > 0) faults.push(`mixes alphabets in "${mixed[0]}"`);
  return faults;
}

/** Attributes that a person reads or hears. */
const spokenAttributes = new Set([
  'title',
  'alt',
  'aria-label',
  'placeholder',
  'label',
  'hint',
  'about',
  'submitLabel',
]);
const hasWord = (text) => /\p{L}{2}/u.test(text);

/**
 * @param {string} file for the lines
 * @param {string} text the source of a component
 * @returns {string[]} one line for each text that stands in the component instead of in the languages
 */
export function findFixedTexts(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const faults = [];
  const visit = (node) => {
    const fixed = fixedTextOf(node);
    if (fixed !== undefined && hasWord(fixed)) {
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      faults.push(`${file}:${line + 1}: "${fixed.trim()}" is said in one language only`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return faults;
}

function fixedTextOf(node) {
  // Code is typed as it stands.
  if (ts.isJsxText(node)) return node.parent.openingElement?.tagName.getText() === 'code' ? undefined : node.text;
  if (!ts.isJsxAttribute(node) || !spokenAttributes.has(node.name.getText())) return undefined;
  return node.initializer !== undefined && ts.isStringLiteral(node.initializer) ? node.initializer.text : undefined;
}

/**
 * @param {Phrases} phrases
 * @param {string} sources everything that may ask for one
 * @returns {string[]} one line for each phrase that nothing asks for
 */
export function findUnused(phrases, sources) {
  const stems = new Set([...phrases.keys()].map(stemOf));
  const prefixes = [...sources.matchAll(/`([\w.]+(?:\.|_))\$\{/g)].map((found) => found[1]);
  // `${page}.title`: the end is all that is known, and enough of it has to be.
  const endings = [...sources.matchAll(/\bt\(`\$\{[^`}]*\}(\.[\w.]{2,})`/g)].map((found) => found[1]);
  const isAsked = (stem) => {
    // A branch may be asked for as a whole (`returnObjects`); as a mere word it may mean anything else.
    const branches = stem.split('.').map((_, index, parts) => parts.slice(0, index + 1).join('.'));
    return (
      sources.includes(`'${stem}'`) ||
      branches.some((branch) => sources.includes(`t('${branch}'`)) ||
      prefixes.some((prefix) => stem.startsWith(prefix)) ||
      endings.some((ending) => stem.endsWith(ending))
    );
  };
  return [...stems].filter((stem) => !isAsked(stem)).map((stem) => `pages ${stem}: nothing asks for it`);
}

const filesBelow = (directory) =>
  readdirSync(directory).flatMap((name) => {
    const path = join(directory, name);
    return statSync(path).isDirectory() ? filesBelow(path) : [path];
  });

const load = async (path) => import(pathToFileURL(join(root, path)).href);

async function readFaults() {
  const pages = {};
  for (const language of languages)
    pages[language] = flatten((await load(`packages/web/src/locales/${language}.ts`))[language]);
  const { phrases } = await load('packages/server/src/features/outbox/templates/phrases.ts');
  const mails = Object.fromEntries(languages.map((language) => [language, flatten(phrases[language])]));
  const { problemTexts, problemPageWords } = await load('packages/server/src/platform/http/problem-texts.ts');
  const problemPages = Object.fromEntries(
    languages.map((language) => [language, flatten({ ...problemTexts[language], page: problemPageWords[language] })]),
  );

  const components = filesBelow(webSource).filter((file) => /\.tsx?$/.test(file) && !/\.test\.|\/locales\//.test(file));
  const { problemCodes, fieldProblemCodes } = await load('packages/sdk/src/problem-codes.ts');
  const codes = [
    ...problemCodes.map((code) => `problems.${code}.title`),
    ...fieldProblemCodes.map((code) => `fields.${code}`),
  ];
  return [
    ...compareLanguages('pages', pages),
    ...compareLanguages('mails', mails),
    ...compareLanguages('problem pages', problemPages),
    ...codes.filter((key) => !pages.en.has(key)).map((key) => `pages en ${key}: a code without words`),
    ...components
      .filter((file) => file.endsWith('.tsx'))
      .flatMap((file) => findFixedTexts(relative(root, file), readFileSync(file, 'utf8'))),
    ...findUnused(pages.en, components.map((file) => readFileSync(file, 'utf8')).join('\n')),
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const faults = await readFaults();
  for (const fault of faults) console.error(fault);
  if (faults.length === 0) console.log(`pages and mails say the same in ${languages.join(', ')}`);
  process.exitCode = faults.length > 0 ? 1 : 0;
}
