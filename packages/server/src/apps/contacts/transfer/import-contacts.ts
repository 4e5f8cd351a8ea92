import type { Account } from '#features/accounts/store.ts';
import type { Clock } from '#platform/clock.ts';
import type { Database } from '#platform/database/database.ts';
import { fieldProblem, Problem } from '#platform/errors.ts';
import type { RequestFacts } from '#platform/http/request-facts.ts';
import type { Upload } from '#platform/http/upload.ts';
import { fieldContextOf } from '../read-contact.ts';
import { type AdmitContext, type ImportPlaces, takeImport } from './admit-import.ts';
import { type BringContext, bringAtOnce, bringInBatches } from './bring-contacts.ts';
import { UnreadableFile } from './files/contact-draft.ts';
import { isKnownEncoding } from './files/decode-text.ts';
import type { SlashOrder } from './files/read-birthday.ts';
import { type FileForm, readContactFile } from './files/read-contact-file.ts';
import { createReport, type ImportReport, type ReportBuilder } from './import-report.ts';
import { type ProvedContact, proveDraft } from './prove-draft.ts';
import { createTurns, type Turns } from './take-turns.ts';

export type ImportMode = 'lenient' | 'atomic';
export type ImportContext = AdmitContext & {
  database: Database;
  clock: Clock;
  importPlaces: ImportPlaces;
  config: AdmitContext['config'] & { contacts: { mostPerAccount: number } };
};

type ImportRequest = {
  account: Account;
  upload: Upload;
  mode: ImportMode;
  facts: RequestFacts;
  atLength<T>(work: () => Promise<T>): Promise<T>;
};

/** In the one transaction of an atomic import, for which everybody waits who writes on SQLite: about a second. */
const mostAtOnce = 5000;
/** More than a book holds; the shortest lines there are would make millions. */
const mostEntries = 250_000;

/**
 * Brings the contacts of a file in: what is known by its e-mail address, or by the id of our own export, is updated, the rest
 * is created. Lenient, what is good stands; atomic, all of it or nothing. The whole file is there before anything is done.
 *
 * @param atLength lets the work go on although nothing is heard on the connection
 * @throws Problem 400, 413, 415, 422 (atomic: with `refused`), 429, 503
 */
export async function importContacts(
  context: ImportContext,
  { account, upload, mode, facts, atLength }: ImportRequest,
): Promise<ImportReport> {
  const form = formOf(upload, account);
  const { importPlaces } = context;
  const leaveUpload = importPlaces.upload(account.id);
  let giveBack: (() => Promise<void>) | undefined;
  try {
    ({ giveBack } = await takeImport(context, account.id, facts));
    const bytes = await upload.read();
    leaveUpload();
    const leaveWork = importPlaces.work();
    try {
      return await atLength(() => bringIn(context, { account, bytes, form, mode }));
    } finally {
      leaveWork();
    }
  } catch (error) {
    if (error instanceof UnreadableFile) throw fieldProblem('file', 'unreadable_file', error.message);
    // Neither what never arrived nor what we could not do counts.
    if (!(error instanceof Problem) || error.status === 400 || error.status >= 500) await giveBack?.();
    throw error;
  } finally {
    leaveUpload();
  }
}

function formOf({ type, charset }: Upload, account: Account): FileForm {
  if (charset !== null && !isKnownEncoding(charset))
    throw new Problem('unsupported_media_type', {
      detail: 'The charset of the content type is not known here. Send UTF-8.',
    });
  return { format: type === 'text/csv' ? 'csv' : 'vcard', charset, slashOrder: slashOrderOf(account) };
}

/** By the country, where it is known, else by the region of the language: the United States write the month first. */
function slashOrderOf({ country, locale }: Account): SlashOrder {
  const region = country ?? (locale === null ? null : new Intl.Locale(locale).maximize().region);
  return region === 'US' ? 'month-first' : 'day-first';
}

type ImportFile = { account: Account; bytes: Buffer; form: FileForm; mode: ImportMode };

async function bringIn(context: ImportContext, { account, bytes, form, mode }: ImportFile): Promise<ImportReport> {
  const report = createReport();
  const turns = createTurns();
  const bring: BringContext = {
    database: context.database,
    accountId: account.id,
    most: context.config.contacts.mostPerAccount,
    turns,
  };
  const contacts = proveAll(context, { account, bytes, form, report, turns });
  if (mode === 'atomic') await bringWhole(bring, contacts, report);
  else await bringInBatches(bring, contacts, report);
  return report.finish();
}

/** The good contacts of a file, while the others go into the report. */
async function* proveAll(
  context: ImportContext,
  { account, bytes, form, report, turns }: Omit<ImportFile, 'mode'> & { report: ReportBuilder; turns: Turns },
): AsyncGenerator<ProvedContact> {
  const fieldContext = fieldContextOf(context, account);
  let entries = 0;
  for await (const entry of readContactFile(bytes, form)) {
    if (turns.areDue()) await turns.take();
    if (entry === undefined) continue;
    entries += 1;
    if (entries > mostEntries) {
      const line = 'draft' in entry ? entry.draft.line : 'refused' in entry ? entry.refused.line : entry.dropped.line;
      report.refuse({ line, reason: `a file has at most ${mostEntries} contacts: nothing from here on was read` });
      return;
    }
    if ('refused' in entry) report.refuse(entry.refused);
    else if ('dropped' in entry) report.drop(entry.dropped);
    else {
      const outcome = proveDraft(entry.draft, fieldContext);
      if ('refused' in outcome) report.refuse(outcome.refused);
      else yield outcome.proved;
    }
  }
}

/** Everything is read and proved before the first contact is written. */
async function bringWhole(
  bring: BringContext,
  contacts: AsyncIterable<ProvedContact>,
  report: ReportBuilder,
): Promise<void> {
  const all: ProvedContact[] = [];
  for await (const proved of contacts) {
    if (all.length === mostAtOnce)
      throw fieldProblem(
        'file',
        'too_long',
        `holds more than ${mostAtOnce} contacts, which is what an atomic import can bring in: use mode=lenient`,
      );
    all.push(proved);
  }
  if (report.refusedCount > 0 || !(await bringAtOnce(bring, all, report))) throw refusedAsWhole(report.finish());
}

function refusedAsWhole({ refused, refused_count }: ImportReport): Problem {
  const [first] = refused;
  const detail = `Nothing was imported, because of ${refused_count} ${refused_count === 1 ? 'line' : 'lines'}. Line ${first?.line}: ${first?.reason}.`;
  return new Problem('validation_failed', {
    detail,
    errors: [{ field: 'file', code: 'invalid_value', message: detail }],
    more: { refused, refused_count },
  });
}
