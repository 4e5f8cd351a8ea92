import * as z from 'zod/mini';

/** Each fault is the code that the service would have answered with, so that both are said in the same words. */
export const filled = () => z.string().check(z.minLength(1, 'required'));

export const emailAddress = () =>
  z.string().check(z.trim(), z.minLength(1, 'required'), z.regex(/^\S+@\S+$/, 'invalid_email'));

export const newPassword = (least: number) =>
  z.string().check(
    z.minLength(1, 'required'),
    // The service counts code points, and so do we.
    z.refine((password) => password === '' || Array.from(password.normalize('NFC')).length >= least, 'too_short'),
  );

/** Eight digits, however they were spaced when they were copied. */
export const mailedCode = () =>
  z.string().check(
    z.overwrite((code) => code.replace(/\D/g, '')),
    z.regex(/^\d{8}$/, 'invalid_code'),
  );
