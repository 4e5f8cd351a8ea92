import type { Block, MailContent, MailLook } from './mail-content.ts';
import { phrases } from './phrases.ts';

/** The mail for readers without HTML: links on lines of their own, so that nothing clings to them. */
export function renderMailText(content: MailContent, look: MailLook, to: string): string {
  const words = phrases[content.locale];
  const { name, supportEmail } = look.product;
  const footer = [words.sentTo(name, to), supportEmail === null ? '' : `${words.support} ${supportEmail}`];
  return [
    content.heading,
    ...content.blocks.flatMap(textOf),
    ...(content.notYou === null ? [] : [content.notYou]),
    `-- \n${[...footer, look.publicUrl].filter((line) => line !== '').join('\n')}`,
  ].join('\n\n');
}

function textOf(block: Block): string[] {
  if (block.kind === 'text') return [block.text];
  if (block.kind === 'link') return [`${block.text} ${block.label}:\n${block.link}`];
  if (block.kind === 'code') return [block.text, `    ${block.code}`, block.works];
  return [`${block.label}:\n${block.link}`, ...(block.works === null ? [] : [block.works])];
}
