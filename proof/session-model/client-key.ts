import type { Client, Given, Tab } from './client.ts';

/** What a client holds and has sent, with other numbers for the generations. */
export function mapGenerations(client: Client, map: (generation: number) => number): Client {
  return {
    held: map(client.held),
    onDisk: map(client.onDisk),
    unflushedAge: client.unflushedAge,
    tabs: client.tabs.map(({ exchange, access }) => ({
      exchange:
        exchange === null
          ? null
          : {
              ...exchange,
              shown: map(exchange.shown),
              answers: exchange.answers.map((answer) => ({ ...answer, generation: map(answer.generation) })),
            },
      access: access === null ? null : { ...access, generation: map(access.generation) },
    })),
    strays: client.strays.map(({ shown, age }) => ({ shown: map(shown), age })),
  };
}

const givenKey = ({ generation, age }: Given): string => `${generation}.${age}`;
const tabKey = ({ exchange, access }: Tab): string =>
  `${exchange === null ? '' : `${exchange.shown}.${exchange.age}${exchange.isUnderWay ? '>' : ''}[${exchange.answers.map(givenKey).sort().join()}]`}/${access === null ? '' : givenKey(access)}`;

/** Equal for clients that differ in nothing but the order of their tabs and of what is on its way. */
export const clientKey = ({ held, onDisk, unflushedAge, tabs, strays }: Client): string =>
  `${held}.${onDisk}.${unflushedAge};${tabs.map(tabKey).sort().join(';')};${strays
    .map(({ shown, age }) => `${shown}.${age}`)
    .sort()
    .join()}`;
