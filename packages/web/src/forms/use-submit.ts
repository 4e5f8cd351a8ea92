import { PortressProblem } from '@portress/sdk';
import { type SyntheticEvent, useState } from 'react';
import type { FieldValues, Path, UseFormReturn } from 'react-hook-form';

export interface Submission {
  submit: (event?: SyntheticEvent) => Promise<void>;
  isBusy: boolean;
  /** What went wrong and belongs to no field. */
  error: unknown;
  /** The service has asked for a wait that is not over. */
  isWaiting: boolean;
  endWait: () => void;
}

/** Codes that speak of one field although they answer for the whole request. */
const fieldOfCode: Partial<Record<PortressProblem['code'], string>> = {
  email_taken: 'email',
  domain_not_allowed: 'email',
  username_taken: 'username',
  // Where somebody who is signed in proves themselves again; the sign-in form has no such field.
  invalid_credentials: 'current_password',
};

/**
 * Sends a form once at a time. A refused field gets its fault by its code, and the first of them the focus; anything
 * else comes back as `error`. What was typed stays.
 */
export function useSubmit<Fields extends FieldValues>(
  form: UseFormReturn<Fields>,
  deed: (fields: Fields) => Promise<unknown>,
): Submission {
  const [error, setError] = useState<unknown>(null);
  const [isWaiting, setIsWaiting] = useState(false);
  const { isSubmitting } = form.formState;

  async function send(fields: Fields): Promise<void> {
    setError(null);
    try {
      await deed(fields);
    } catch (failure) {
      if (markFields(form, fields, failure)) return;
      setError(failure);
      setIsWaiting(failure instanceof PortressProblem && (failure.retryAfterSeconds ?? 0) > 0);
    }
  }

  return {
    submit: async (event) => {
      event?.preventDefault();
      if (!isSubmitting && !isWaiting) await form.handleSubmit(send)(event);
    },
    isBusy: isSubmitting,
    error,
    isWaiting,
    endWait: () => setIsWaiting(false),
  };
}

/** @returns whether every fault found its field */
function markFields<Fields extends FieldValues>(
  form: UseFormReturn<Fields>,
  fields: Fields,
  failure: unknown,
): boolean {
  if (!(failure instanceof PortressProblem)) return false;
  const faults = faultsOf(failure);
  const known = faults.filter((fault) => fault.field in fields);
  // In the order of the page, so that the focus lands on the first.
  const names = Object.keys(fields);
  known.sort((one, other) => names.indexOf(one.field) - names.indexOf(other.field));
  for (const [place, fault] of known.entries()) {
    form.setError(fault.field as Path<Fields>, { message: fault.code }, { shouldFocus: place === 0 });
  }
  return faults.length > 0 && known.length === faults.length;
}

function faultsOf(problem: PortressProblem): { field: string; code: string }[] {
  if (problem.errors.length > 0) return problem.errors;
  const field = fieldOfCode[problem.code];
  return field === undefined ? [] : [{ field, code: problem.code }];
}
