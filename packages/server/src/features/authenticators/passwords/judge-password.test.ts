import { describe, expect, test } from 'vitest';
import { createPasswordJudge } from './judge-password.ts';

const judge = createPasswordJudge();
const names = [
  'Ann.Kowalski@example.com',
  'AnnaMaria',
  'Ганна',
  'Коваленко',
  'Cat Shelter',
  'portress',
  'accounts.shelter.example.org',
];
const codeOf = (password: string) => judge({ password, names })?.code;

describe('B14: a password that others try early', () => {
  test.each([
    [
      'common_password',
      ['password', 'PASSWORD', 'Password1!', 'P@ssw0rd2024', 'letmein123', 'Summer2024!', 'Admin2026!'],
    ],
    ['common_password', ['12345678', 'qwertyuiop', 'abcdefgh', '1q2w3e4r5t', 'i love you', '01021990', 'iloveyou2']],
    [
      'common_password',
      ['пароль123', 'Пароль2024!', 'привіт123', 'привет12', 'україна1', 'екатерина', 'Слава Україні'],
    ],
    ['common_password', ['parol12345', 'privet123', 'kyiv2024', 'lyubov123', 'velosiped', 'велосипедист']],
    ['common_password_other_layout', ['gfhjkm123', 'ghbdtn2024', 'Ghbdsn123', 'rj[fyyz1', 'ljhjuf123!', 'cjkysirj']],
    [
      'common_password_other_layout',
      ['зфыыцщкв', 'зфііцщкв', 'Зфыыцщкв1', 'дуеьуштыыы', 'афвьшт2026'.replace('аф', 'ф')],
    ],
    ['personal_password', ['ann.kowalski@example.com', 'Ann.Kowalski', 'kowalski2024', 'ANNKOWALSKI', 'k0walsk1!']],
    ['personal_password', ['annamaria', 'AnnaMaria99', 'Коваленко', 'коваленко2024', 'ганнаковаленко', 'rjdfktyrj1']],
    ['personal_password', ['catshelter', 'Cat Shelter', 'portress123', 'Зщкекуіі', 'зщкекуыы', 'shelter1']],
    ['weak_password', ['йцукенгш', 'йцукенгшщз', 'фывапролд', 'абвгдежз', '01.02.1990', '1990-02-01']],
    ['weak_password', ['x'.repeat(256), 'ab'.repeat(128), 'x7y'.repeat(5), '     a     ', 'сонечко12', 'олександр1']],
  ])('is %s: %j', (code, passwords) => {
    expect(Object.fromEntries(passwords.map((password) => [password, codeOf(password)]))).toEqual(
      Object.fromEntries(passwords.map((password) => [password, code])),
    );
  });

  test.each([
    ['a phrase in lower case', ['correct horse battery staple', 'a door that opens', 'three quiet porters']],
    ['a phrase in Ukrainian', ['двері що самі відчиняються', 'синя лампа під мокрим дахом']],
    ['a phrase in Russian', ['дверь которая открывается сама', 'тихий фонарь у реки']],
    [
      'eight characters at random',
      ['Xk3$vQ9z', 'hgkdjw83', 'ўқғҳжёъэ', '\u{1f98a}\u{1f33b}\u{1f6f6}\u{1f9e9}\u{1f9c5}\u{1f3bb}\u{1fa81}\u{1f9ed}'],
    ],
    ['a phrase that begins with a name', ['annamaria and the river', 'portress opens every second door']],
    ['a long one with a poor beginning', [`${'a'.repeat(60)} velvet thunder under cedar`]],
    [
      'a long one',
      [
        'velvet thunder under cedar roof '.repeat(8),
        Array.from({ length: 256 }, (_, i) => String.fromCodePoint(97 + ((i * i * 7 + i * 3) % 25))).join(''),
      ],
    ],
  ])('is not %s', (_, passwords) => {
    for (const password of passwords) expect([password, codeOf(password)]).toEqual([password, undefined]);
  });
});

test('B13: the composed and the decomposed form get the same answer', () => {
  for (const password of ['Коваленко\u0439', 'україна1', 'кохання й радість тут'])
    expect(codeOf(password.normalize('NFD'))).toBe(codeOf(password.normalize('NFC')));
});

test('the shape of a weak one is told', () => {
  const shapeOf = (password: string) => judge({ password, names: [] });
  expect(shapeOf('zq'.repeat(20))).toEqual({ code: 'weak_password', shape: 'repeat' });
  expect(shapeOf('абвгдежз')).toEqual({ code: 'weak_password', shape: 'sequence' });
  expect(shapeOf('йцукенгш')).toEqual({ code: 'weak_password', shape: 'keys' });
  expect(shapeOf('30.11.1987')).toEqual({ code: 'weak_password', shape: 'date' });
  expect(shapeOf('сонечко12')).toEqual({ code: 'weak_password', shape: 'words' });
});

test('words that every object inherits are words like others, though zxcvbn looks them up in plain objects', () => {
  for (const password of ['constructor', 'c0nstruct0r', 'rotcurtsnoc', 'constructorconstructor'])
    expect([password, codeOf(password)]).toEqual([password, 'weak_password']);
  for (const password of ['__proto__ of a green lamp', 'c0nstructor of a green lamp', 'lamp and hasOwnProperty'])
    expect([password, codeOf(password)]).toEqual([password, undefined]);
});

test('J15: no password takes long to judge, however it is made', () => {
  const long = (signs: string) =>
    Array.from({ length: 256 }, (_, i) => signs[(i * i * 7 + i * 3) % signs.length]).join('');
  const hostile = [
    ...['4@8({[3690!|1s5$0+7%2z', '0123456789', 'aA4@', 'gfhjkmзфы', '\u0301e', '\u{1f98a}'].map(long),
    ...['4@bc', 'x7Kq', '1', 'ab', 'passw0rd', '4n0th3r1'].map((text) => text.repeat(256).slice(0, 256)),
    'gfhjkmghbdtnljhjuf1234567890!!',
    '11223344556677889900112233445566778899!!',
  ];
  for (const password of hostile) {
    // Of this thread alone: how busy the machine is says nothing about the password.
    const before = process.threadCpuUsage();
    judge({ password, names });
    const { user, system } = process.threadCpuUsage(before);
    // Some 30 ms were measured for the worst.
    expect((user + system) / 1000, password.slice(0, 20)).toBeLessThan(600);
  }
});
