export const passwordAdvice = {
  missing_one: '{{count}} more character.',
  missing_other: '{{count}} more characters.',
  long_enough: 'Long enough.',
  good: 'Good: hard to guess.',
  strong: 'Very good: very hard to guess.',
  weak: {
    common: 'Easy to guess: this is one of the passwords that are tried first.',
    other_layout: 'Easy to guess: a common word, typed with another keyboard layout.',
    personal: 'Easy to guess: made of your name, your address or the name of this service.',
    repeat: 'Easy to guess: the same characters again and again.',
    sequence: 'Easy to guess: characters in their order, such as abcd or 1234.',
    keys: 'Easy to guess: keys that lie side by side.',
    date: 'Easy to guess: a date.',
    words: 'Easy to guess: a common word or name. Add a few unrelated words.',
    short: 'Easy to guess. Make it longer, or take a few unrelated words.',
  },
};
