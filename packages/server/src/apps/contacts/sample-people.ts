/** People who do not exist, in three scripts; the last part is what their address is made of. */
type SamplePerson = readonly [firstName: string, lastName: string | null, login: string];

export const latinPeople: readonly SamplePerson[] = [
  ['Amelia', 'Hartwell', 'amelia.hartwell'],
  ['Łukasz', 'Wiśniewski', 'lukasz.wisniewski'],
  ['Zoë', 'van den Berg', 'zoe.vandenberg'],
  ['Søren', 'Østergaard', 'soren.ostergaard'],
  ['María José', 'Núñez', 'mjnunez'],
  ['François', 'Lefèvre', 'f.lefevre'],
  ['Jürgen', 'Weiß', 'juergen.weiss'],
  ['Nguyễn', 'Thị Hoa', 'hoa.nguyen'],
  ['Siobhán', 'O’Connor', 'siobhan.oconnor'],
  ['Çağla', 'Işık', 'cagla.isik'],
  ['Matteo', 'D’Angelo', 'matteo.dangelo'],
  ['Ingrid', 'Ångström', 'ingrid.angstrom'],
  ['Noah', 'Smith-Jones', 'noah.sj'],
  ['Dad', null, 'dad'],
];
export const cyrillicPeople: readonly SamplePerson[] = [
  ['Олена', 'Ковальчук', 'olena.kovalchuk'],
  ['Андрій', 'Ґалаґан', 'andrii.galagan'],
  ['Їжачка', 'Євтушенко', 'yizhachka'],
  ['Мар’яна', 'Щербак', 'mariana.shcherbak'],
  ['Тарас', 'Іваненко', 'taras.ivanenko'],
  ['Соломія', 'Бондар', 'solomiia.bondar'],
  ['Юрій', 'Лисенко', 'yurii.lysenko'],
  ['Фёдор', 'Алексеев', 'fedor.alekseev'],
  ['Наталья', 'Журавлёва', 'n.zhuravleva'],
  ['Сергей', 'Ёлкин', 'sergei.elkin'],
  ['Дарья', 'Мышкина', 'daria.myshkina'],
  ['Бабуся', null, 'babusia'],
];
export const georgianPeople: readonly SamplePerson[] = [
  ['ნინო', 'ბერიძე', 'nino.beridze'],
  ['გიორგი', 'კაპანაძე', 'giorgi.kapanadze'],
  ['თამარ', 'მაისურაძე', 'tamar.maisuradze'],
  ['ლევან', 'ლომიძე', 'levan.lomidze'],
  ['ქეთევან', 'გელაშვილი', 'ketevan'],
  ['დათო', null, 'dato'],
];

/** Numbers that are kept for films and books, or given to nobody; two digits follow. */
export const samplePhones: readonly string[] = [
  '+120155501',
  '+4420794600',
  '+4930231250',
  '+612555000',
  '+3809900000',
];

export const sampleNotes: readonly string[] = [
  'Met at the conference in Lviv. Likes mountains and strong coffee.',
  'Neighbour: has the spare key.\nWaters the plants in August.',
  'Двоюрідна сестра. Дзвонити після шостої.',
  'Мастер по велосипедам.\n\t— тормоза\n\t— колёса',
  'Vegetarian, allergic to nuts 🥜',
  'ძველი მეგობარი უნივერსიტეტიდან',
  'Plays the cello on Thursdays.',
];

/**
 * Days from today on which birthdays fall: some before, eight inside and some after the next seven days. Null: 29 February.
 */
export const sampleBirthdays: readonly (number | null)[] = [
  -150,
  -60,
  -31,
  -8,
  -2,
  -1,
  0,
  0,
  1,
  2,
  3,
  4,
  5,
  6,
  7,
  8,
  14,
  30,
  45,
  100,
  170,
  null,
];
