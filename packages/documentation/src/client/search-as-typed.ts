import type { Found } from './find-passages.ts';
import { showFound } from './show-found.ts';

type Find = (words: string) => Found[];

/** The field at the top: the index is fetched when it is used, and what is found shows as one types. */
export function searchAsTyped(): void {
  const search = document.querySelector<HTMLElement>('.search');
  const field = search?.querySelector('input');
  const list = search?.querySelector<HTMLElement>('.results');
  const status = search?.querySelector<HTMLElement>('[role=status]');
  if (!search || !field || !list || !status) return;
  let finding: Promise<Find> | undefined;
  const open = (): Promise<Find> => {
    finding ??= import('./find-passages.ts').then(({ openIndex }) => openIndex());
    return finding;
  };
  const close = (): void => {
    list.hidden = true;
    field.setAttribute('aria-expanded', 'false');
    field.removeAttribute('aria-activedescendant');
  };
  const say = (text: string): void => {
    status.textContent = text;
    const line = Object.assign(document.createElement('p'), { className: 'nothing', textContent: text });
    list.replaceChildren(line);
  };
  const update = async (): Promise<void> => {
    const words = field.value.trim();
    if (words === '') return close();
    try {
      const found = (await open())(words);
      // More was typed while the index came.
      if (words !== field.value.trim()) return;
      if (found.length === 0) say(`Nothing was found for “${words}”.`);
      else status.textContent = `${found.length} found. Up and down arrows choose, Enter opens.`;
      if (found.length > 0) list.replaceChildren(...showFound(found, search.dataset.root ?? ''));
    } catch {
      // The next letter tries again.
      finding = undefined;
      say('The search could not be loaded. Load the page again, or look for the guide in the list.');
    }
    field.removeAttribute('aria-activedescendant');
    list.hidden = false;
    field.setAttribute('aria-expanded', 'true');
  };

  // Where it fails, the first letter says so.
  field.addEventListener('focus', () => void open().catch(() => undefined));
  field.addEventListener('input', () => void update());
  field.addEventListener('focus', () => void update());
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') close();
    else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') choose(field, list, event);
    else if (event.key === 'Enter') chosenIn(list)?.click();
  });
  // What was found may lead to a place on this very page.
  list.addEventListener('click', close);
  closeWhenLeft(search, close);
  focusBySlash(field);
}

function closeWhenLeft(search: HTMLElement, close: () => void): void {
  document.addEventListener('pointerdown', ({ target }) => {
    if (target instanceof Node && !search.contains(target)) close();
  });
  search.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !search.contains(relatedTarget)) close();
  });
}

function focusBySlash(field: HTMLInputElement): void {
  document.addEventListener('keydown', (event) => {
    const isTyping = event.target instanceof HTMLElement && event.target.matches('input:not([type=radio]), textarea');
    if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    field.focus();
    field.select();
  });
}

/** The one that the arrows have come to, or the first. */
const chosenIn = (list: HTMLElement): HTMLAnchorElement | null =>
  list.hidden ? null : (list.querySelector<HTMLAnchorElement>('[aria-selected=true]') ?? list.querySelector('a'));

function choose(field: HTMLInputElement, list: HTMLElement, event: KeyboardEvent): void {
  const options = [...list.querySelectorAll('a')];
  if (list.hidden || options.length === 0) return;
  event.preventDefault();
  const now = options.findIndex((option) => option.getAttribute('aria-selected') === 'true');
  const step = event.key === 'ArrowDown' ? 1 : -1;
  const next = now === -1 && step === -1 ? options.length - 1 : (now + step + options.length) % options.length;
  for (const [index, option] of options.entries()) option.setAttribute('aria-selected', String(index === next));
  const chosen = options[next];
  if (chosen === undefined) return;
  field.setAttribute('aria-activedescendant', chosen.id);
  chosen.scrollIntoView({ block: 'nearest' });
}
