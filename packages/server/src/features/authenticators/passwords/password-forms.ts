/**
 * The forms in which a password is tried: in NFC, in which our hashes are made, and as typed, in which other systems made
 * theirs. Nearly always they are one; where they are two, both are tried at every wrong guess, whosever hash it is.
 */
export function formsOf(password: string): readonly string[] {
  const composed = password.normalize('NFC');
  return composed === password ? [password] : [composed, password];
}
