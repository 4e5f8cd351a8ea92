let isUnderway = false;

/** The account is being deleted here: the sign-out that follows is no ordinary one. */
export function noteDeletion(underway: boolean): void {
  isUnderway = underway;
}

/** Whether the sign-out of this moment is the end of the account. Told once. */
export function takeDeletion(): boolean {
  const wasUnderway = isUnderway;
  isUnderway = false;
  return wasUnderway;
}
