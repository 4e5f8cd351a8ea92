import { type Html, html } from '#platform/html.ts';
import type { InboxMailOnWire } from './contract.ts';

/** Which mail is open, in which form; on a phone `list` shows the list and `one` the mail. */
export type InboxView = { layout: 'list' | 'one'; form: 'html' | 'text' };

/** The list, and beside it one mail: the newest unless one was chosen. */
export function inboxPage(
  path: string,
  mails: readonly InboxMailOnWire[],
  open: InboxMailOnWire | undefined,
  view: InboxView,
): Html {
  if (open === undefined) return emptyInbox(path);
  return html`<main class="inbox ${view.layout}" id="inbox">
<ol class="mails" id="mails" aria-label="Mails, newest first">
${mails.map((mail) => row(path, mail, mail.id === open.id))}</ol>
<article class="mail">
<header>
<p class="back"><a href="${path}">All mails</a></p>
<h1>${open.subject}</h1>
<p class="muted">To ${open.to} · ${time(open, 'long')}</p>
<p class="views"><a href="${path}/${open.id}"${current(view.form === 'html')}>Mail</a><a href="${path}/${open.id}/text"${current(view.form === 'text')}>Plain text</a></p>
</header>
${
  view.form === 'text'
    ? html`<pre>${open.text}</pre>`
    : html`<iframe src="${path}/${open.id}/html" title="${open.subject}" sandbox="allow-popups allow-popups-to-escape-sandbox" referrerpolicy="no-referrer"></iframe>`
}
</article>
</main>`;
}

const row = (path: string, mail: InboxMailOnWire, isOpen: boolean): Html =>
  html`<li><a href="${path}/${mail.id}"${current(isOpen)}><span class="row"><span class="to">${mail.to}</span>${time(mail, 'short')}</span><span class="subject small">${mail.subject}</span></a></li>\n`;

const current = (isCurrent: boolean): Html | null => (isCurrent ? html` aria-current="true"` : null);

function time(mail: InboxMailOnWire, length: 'short' | 'long'): Html {
  const instant = mail.created_at;
  const shown = length === 'short' ? instant.slice(11, 16) : `${instant.slice(0, 10)} ${instant.slice(11, 19)} UTC`;
  return html`<time datetime="${instant}" data-length="${length}">${shown}</time>`;
}

const emptyInbox = (path: string): Html => html`<main class="empty" id="inbox">
<h1>No mail yet</h1>
<p class="muted">Without a mail server, mails are kept here instead of being sent. Sign up, or ask for a new password, and the mail appears by itself.</p>
<p><a href="${path.replace(/\/dev\/inbox$/, '')}/sign-up" target="_blank">Sign up</a></p>
<p class="muted small">As JSON: <code>${path}.json</code></p>
</main>`;

export const missingMail = (path: string): Html => html`<main class="empty">
<h1>This mail is not here</h1>
<p class="muted">The inbox keeps the newest 200 mails.</p>
<p><a href="${path}">All mails</a></p>
</main>`;

/** Shows times as the reader's clock has them, and brings in new mails while the page is looked at. */
export const inboxScript = `const everyMs = 2000;

function showLocalTimes(root) {
  for (const time of root.querySelectorAll('time')) {
    const instant = new Date(time.dateTime);
    const isToday = instant.toDateString() === new Date().toDateString();
    const style = time.dataset.length === 'long' ? { dateStyle: 'medium', timeStyle: 'medium' }
      : isToday ? { timeStyle: 'short' } : { day: 'numeric', month: 'short' };
    time.textContent = new Intl.DateTimeFormat(undefined, style).format(instant);
  }
}

async function bringInNewMails() {
  if (document.hidden) return;
  const answer = await fetch(location.href, { cache: 'no-store' });
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const [shown, next] = [document, fresh].map((page) => page.getElementById('mails'));
  const first = (list) => list?.querySelector('a')?.getAttribute('href');
  if (first(shown) === first(next)) return;
  showLocalTimes(fresh);
  // The open mail stays as it is; only an empty inbox gives way as a whole.
  if (shown && next) shown.replaceChildren(...next.children);
  else document.getElementById('inbox').replaceWith(fresh.getElementById('inbox'));
}

showLocalTimes(document);
setInterval(() => bringInNewMails().catch(() => {}), everyMs);
`;
