import type { ProblemCode } from '#platform/errors.ts';

export type ProblemText = {
  title: string;
  /** What has happened. */
  meaning: string;
  /** For whoever sits in front of it. */
  person: string;
};

/** A code without a text does not compile. */
export type ProblemTexts = Readonly<Record<ProblemCode, ProblemText>>;
