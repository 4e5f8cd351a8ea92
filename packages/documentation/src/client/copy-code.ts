const shownMilliseconds = 2000;

/** Puts a button on every block that one may want elsewhere; answers are there to be read. */
export function offerCopies(): void {
  // Plain http on another host than localhost has no clipboard to write to.
  if (navigator.clipboard === undefined) return;
  for (const block of document.querySelectorAll<HTMLElement>('figure.code:not(.answer)')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = 'Copy';
    button.addEventListener('click', () => void copy(block, button));
    block.append(button);
  }
}

async function copy(block: HTMLElement, button: HTMLButtonElement): Promise<void> {
  // Of a terminal what was typed, without the prompts and the answers.
  const typed = [...block.querySelectorAll('.command')].map(({ textContent }) => textContent);
  const text = typed.length > 0 ? typed.join('\n') : block.querySelector('code')?.textContent;
  const said = await navigator.clipboard.writeText(text ?? '').then(
    () => 'Copied',
    () => 'Not allowed',
  );
  button.textContent = said;
  setTimeout(() => {
    button.textContent = 'Copy';
  }, shownMilliseconds);
}
