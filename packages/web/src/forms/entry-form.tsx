import type { ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { StillWorking } from '../ui/still-working.tsx';
import type { Submission } from './use-submit.ts';

interface EntryFormProps {
  submission: Submission;
  submitLabel: string;
  /** `danger` for what cannot be undone. */
  kind?: 'main' | 'danger';
  /** Where the page knows better than the code what has happened. */
  words?: { title: string; about: string } | undefined;
  children: ReactNode;
}

/** The fields of an entry page, its one button, and what came of it. */
export function EntryForm({ submission, submitLabel, kind = 'main', words, children }: EntryFormProps) {
  const { submit, isBusy, error, isWaiting, endWait } = submission;
  return (
    <form noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-4">
      {error !== null && <ProblemNotice error={error} words={words} onWaitOver={endWait} />}
      {children}
      <Button type="submit" kind={kind} isWide isBusy={isBusy} isBarred={isWaiting}>
        {submitLabel}
      </Button>
      <StillWorking isOn={isBusy} />
    </form>
  );
}
