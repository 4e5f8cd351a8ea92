/** Who keeps which cats in the samples: fixed, so that whoever asks makes the same ones. Ten cats, one of them Mur. */
export const sampleOwners = [
  {
    email: 'olena.kovalenko@cattery.example',
    name: 'Олена Коваленко',
    cats: [
      { nickname: 'Mur', description: 'Always vaccinated, whatever one says.' },
      { nickname: 'Пушок', description: 'Спить на радіаторі, прокидається о п’ятій.' },
    ],
  },
  {
    email: 'ivan.petrov@cattery.example',
    name: 'Иван Петров',
    cats: [{ nickname: 'Барсик', description: 'Боится пылесоса.\nЛюбит сметану.' }],
  },
  {
    email: 'anna.schmidt@cattery.example',
    name: 'Anna Schmidt',
    cats: [
      { nickname: 'Mieze', description: null },
      { nickname: 'Jean-Luc', description: 'Comes when called, and only then.' },
    ],
  },
  {
    email: 'sam.o-neill@cattery.example',
    name: "Sam O'Neill",
    cats: [{ nickname: "O'Malley", description: 'Found in a box behind the station.' }],
  },
  {
    email: 'zoe.lefevre@cattery.example',
    name: 'Zoë Lefèvre',
    cats: [
      { nickname: 'Félix', description: null },
      { nickname: 'Agent 7', description: 'Opens doors.' },
      { nickname: 'Мурзик', description: 'Не Mur: его прививки — отдельно.' },
    ],
  },
  // Without a name: what such an owner looks like.
  {
    email: 'shelter@cattery.example',
    name: null,
    cats: [{ nickname: 'Luna', description: 'Waits for somebody.' }],
  },
] as const;
