/** Files as other address books write them, made up line by line after what those programs put out. */
const lines = (...text: string[]): string => text.map((line) => `${line}\r\n`).join('');

/** A picture as cameras of phones leave it in a card: some 120 kB in folded lines. */
const picture = Array.from({ length: 1600 }, (_, n) => ` ${'QUJD'.repeat(18)}${String(n).padStart(2, 'A').slice(-2)}`);

export const appleCards = lines(
  'BEGIN:VCARD',
  'VERSION:3.0',
  'PRODID:-//Apple Inc.//iPhone OS 18.1//EN',
  'N:Шевченко;Оксана;Іванівна;;',
  'FN:Оксана Іванівна Шевченко',
  'ORG:Бібліотека\\, філія 3;',
  'item1.EMAIL;type=INTERNET;type=pref:oksana@example.com',
  'item1.X-ABLabel:_$!<Home>!$_',
  'EMAIL;type=INTERNET;type=WORK:oksana.work@example.com',
  'TEL;type=CELL;type=VOICE;type=pref:+380 44 123 45 67',
  'item2.ADR;type=HOME;type=pref:;;вул. Лісова\\, 1;Київ;;01001;Ukraine',
  'item2.X-ABADR:ua',
  'BDAY;X-APPLE-OMIT-YEAR=1604:1604-02-29',
  'NOTE:Любить чай\\, каву\\nта довгі прогулянки\\; дзвонити ввечері. Цей рядок довши',
  ' й за сімдесят п’ять октетів',
  'PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQSkZJRgABAQ',
  ...picture,
  'X-ABUID:1B2C3D4E:ABPerson',
  'END:VCARD',
  'BEGIN:VCARD',
  'VERSION:3.0',
  'N:;;;;',
  'FN:Müller Bau GmbH',
  'ORG:Müller Bau GmbH;',
  'X-ABShowAs:COMPANY',
  'TEL;type=WORK:+49 30 901820',
  'END:VCARD',
  'BEGIN:VCARD',
  'VERSION:3.0',
  'N:Friends;;;;',
  'FN:Friends',
  'X-ADDRESSBOOKSERVER-KIND:group',
  'X-ADDRESSBOOKSERVER-MEMBER:urn:uuid:1B2C3D4E',
  'END:VCARD',
);

export const googleCards = lines(
  'BEGIN:VCARD',
  'VERSION:3.0',
  'FN:Jane Q. Public',
  'N:Public;Jane;Q.;Dr.;',
  'EMAIL;TYPE=INTERNET;TYPE=HOME:jane@example.com',
  'item1.TEL:+1 (212) 555-0123',
  'item1.X-ABLabel:Sailing club',
  'BDAY:19850412',
  'CATEGORIES:myContacts,starred',
  'END:VCARD',
);

export const androidCards = lines(
  'BEGIN:VCARD',
  'VERSION:2.1',
  'N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=9A=D0=BE=D0=B2=D0=B0=D0=BB=D1=8C;=D0=86=D0=B2=D0=B0=D0=BD;;;',
  'FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=86=D0=B2=D0=B0=D0=BD=20=D0=9A=D0=BE=D0=B2=D0=B0=D0=BB=D1=8C',
  'TEL;HOME:+380441234568',
  'TEL;CELL;PREF:+380 50 123 45 67',
  'EMAIL;HOME:ivan@example.com',
  'NOTE;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=D0=9F=D0=B5=D1=80=D1=88=D0=B8=D0=B9=20=D1=80=D1=8F=D0=B4=D0=BE=',
  '=D0=BA=0D=0A=D0=B4=D1=80=D1=83=D0=B3=D0=B8=D0=B9; =3D',
  'BDAY:--04-12',
  'PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQSkZJRgABAQ',
  ' AAAQABAAD',
  '',
  'END:VCARD',
);

export const outlookCards = lines(
  'BEGIN:VCARD',
  'VERSION:2.1',
  'N;LANGUAGE=en-us:Smith;John',
  'FN:John Smith',
  'ORG:Contoso;Sales',
  'TITLE:Buyer',
  'TEL;WORK;VOICE:+44 20 7946 0123;ext=12',
  'ADR;WORK;PREF;ENCODING=QUOTED-PRINTABLE:;;1 High Street=0D=0AFloor 2;London;;SW1A 1AA;UK',
  'EMAIL;PREF;INTERNET:john@example.com',
  'BDAY:19800229',
  'REV:20260101T120000Z',
  'END:VCARD',
);

export const newCards = lines(
  'BEGIN:VCARD',
  'VERSION:4.0',
  'UID:urn:uuid:4fbe8971-0bc3-424c-9c26-36c3e1eff6b1',
  'FN;PID=1.1:Zoë Ångström',
  'N:Ångström;Zoë;;;',
  'EMAIL;PREF=50:second@example.com',
  'EMAIL;PREF=1;TYPE="work,home":first@example.com',
  'TEL;VALUE=uri;PREF=1;TYPE="voice,cell":tel:+46-8-123-456-78',
  'BDAY:19961022T140000-0500',
  'GENDER:F',
  'KIND:individual',
  'END:VCARD',
);

const cell = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
export const csv = (...rows: string[][]): string => lines(...rows.map((row) => row.map(cell).join(',')));

export const googleCsv = csv(
  'First Name|Middle Name|Last Name|Phonetic First Name|Nickname|Organization Name|Birthday|Notes|Photo|Labels|E-mail 1 - Label|E-mail 1 - Value|E-mail 2 - Label|E-mail 2 - Value|Phone 1 - Label|Phone 1 - Value'.split(
    '|',
  ),
  [
    'Jane',
    'Q.',
    'Public',
    '',
    'JQ',
    'Contoso',
    '1985-04-12',
    'two\nlines',
    'https://example.com/p.jpg',
    '* myContacts ::: * starred',
    '* Home',
    'jane@example.com ::: jane2@example.com',
    'Work',
    'jane.work@example.com',
    'Mobile',
    '+1 212-555-0123',
  ],
  [
    '',
    '',
    '',
    '',
    '',
    'Müller Bau GmbH',
    '',
    '',
    '',
    '* myContacts ::: Builders',
    '',
    '',
    '',
    '',
    'Work',
    '+49 30 901820',
  ],
);

export const olderGoogleCsv = csv(
  'Name|Given Name|Additional Name|Family Name|Birthday|Notes|Group Membership|E-mail 1 - Type|E-mail 1 - Value|Phone 1 - Type|Phone 1 - Value'.split(
    '|',
  ),
  [
    'Ivan Koval',
    'Ivan',
    '',
    'Koval',
    ' --04-12',
    '',
    '* My Contacts',
    '* Home',
    'ivan@example.com',
    'Mobile',
    '+380501234567',
  ],
);

export const outlookCsv = csv(
  'Title|First Name|Middle Name|Last Name|Suffix|Company|Home Phone|Mobile Phone|Birthday|E-mail Address|E-mail Type|E-mail Display Name|E-mail 2 Address|Notes|Categories'.split(
    '|',
  ),
  [
    'Mr.',
    'John',
    '',
    'Smith',
    '',
    'Contoso',
    '+44 20 7946 0124',
    '+44 20 7946 0123',
    '4/12/1985',
    'john@example.com',
    'SMTP',
    'John Smith',
    '',
    '',
    '',
  ],
  ['', 'Ann', '', '', '', '', '', '', '0/0/00', '', '', '', '', '', ''],
);
