import { useEffect, useState } from 'react';
import { publicSettings } from '../../settings/public-settings.ts';
import type { Judgement } from './judge-password.ts';
import { askJudge, endJudging } from './judging.ts';

export type Advice =
  | { kind: 'none' }
  | { kind: 'missing'; count: number }
  /** Long enough; more is not known yet, or not at all: the service decides. */
  | { kind: 'long_enough' }
  | ({ kind: 'judged' } & Judgement);

/** A fast typist is not judged letter by letter. */
const restMs = 150;

/**
 * What there is to say about a password while it is typed.
 * @param names what the person is called: address, first and last name, username
 */
export function usePasswordAdvice(password: string, names: readonly string[]): Advice {
  const { password_min_length: least, product_name: product } = publicSettings();
  const missing = least - Array.from(password.normalize('NFC')).length;
  const called = names.join('\n');
  const [judgement, setJudgement] = useState<Judgement | null>(null);

  useEffect(() => endJudging, []);
  useEffect(() => {
    if (password === '' || missing > 0) return undefined;
    let isOver = false;
    const judge = async (): Promise<void> => {
      const found = await askJudge(password, [...called.split('\n'), product, 'portress', window.location.hostname]);
      if (!isOver) setJudgement(found);
    };
    const timer = setTimeout(() => void judge(), restMs);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [password, called, missing, product]);

  if (password === '') return { kind: 'none' };
  if (missing > 0) return { kind: 'missing', count: missing };
  // The last judgement stands until the next one, so that nothing flickers between two letters.
  return judgement === null ? { kind: 'long_enough' } : { kind: 'judged', ...judgement };
}
