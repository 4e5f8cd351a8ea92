import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Advice } from './use-password-advice.ts';

/** A screen reader is told when the typing rests, not at every letter. */
const restMs = 1200;
const steps = [1, 2, 3, 4] as const;

/** How good the password is: in words, and as a bar of four steps for the eye. */
export function AdviceLine({ advice }: { advice: Advice }) {
  const words = useWords(advice);
  const spoken = useWords(useRested(advice));
  const level = levelOf(advice);
  return (
    <div className={advice.kind === 'none' ? 'sr-only' : 'flex flex-col gap-1'}>
      <div aria-hidden="true" className="flex gap-1">
        {steps.map((step) => (
          <span
            key={step}
            className={`h-1 grow rounded-full transition-colors ${step <= level ? colours[level] : 'bg-line'}`}
          />
        ))}
      </div>
      <p aria-hidden="true" data-advice={advice.kind} className="min-h-5 text-13 text-muted">
        {words}
      </p>
      <p role="status" className="sr-only">
        {spoken}
      </p>
    </div>
  );
}

type Level = 0 | 1 | 2 | 3 | 4;

const colours: Record<Level, string> = {
  0: 'bg-line',
  1: 'bg-danger',
  2: 'bg-warning',
  3: 'bg-success',
  4: 'bg-success',
};

function levelOf(advice: Advice): Level {
  if (advice.kind === 'none' || advice.kind === 'long_enough') return 0;
  if (advice.kind === 'missing') return 1;
  if (advice.weakness !== null) return 2;
  return advice.isStrong ? 4 : 3;
}

function useWords(advice: Advice): string {
  const { t } = useTranslation();
  if (advice.kind === 'none') return '';
  if (advice.kind === 'missing') return t('password_advice.missing', { count: advice.count });
  if (advice.kind === 'long_enough') return t('password_advice.long_enough');
  if (advice.weakness !== null) return t(`password_advice.weak.${advice.weakness}`);
  return advice.isStrong ? t('password_advice.strong') : t('password_advice.good');
}

/** The advice, once it has not changed for a while. It is put into words when it is told: the language may have changed. */
function useRested(advice: Advice): Advice {
  const [rested, setRested] = useState(JSON.stringify({ kind: 'none' } satisfies Advice));
  const latest = JSON.stringify(advice);
  useEffect(() => {
    const timer = setTimeout(() => setRested(latest), restMs);
    return () => clearTimeout(timer);
  }, [latest]);
  return JSON.parse(rested) as Advice;
}
