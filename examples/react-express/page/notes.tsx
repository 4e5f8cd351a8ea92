import { useAccount, usePortress } from '@portress/sdk/react';
import { type FormEvent, useEffect, useState } from 'react';

import { createNotesClient, NoAccessToken, type Note, type Statistics } from './notes-client.ts';
import { readField } from './read-field.ts';
import { SignIn } from './sign-in.tsx';

/** The person's own notes, and for administrators how many there are of everybody's. */
export function Notes() {
  const portress = usePortress();
  const { account } = useAccount();
  const [api] = useState(() => createNotesClient(portress));
  const [notes, setNotes] = useState<Note[]>();
  const [statistics, setStatistics] = useState<Statistics>();
  const [trouble, setTrouble] = useState<Error>();
  const isAdmin = account?.role === 'admin';

  useEffect(() => {
    api.list().then(setNotes, setTrouble);
    // The API decides who may see this; the page only saves a request that would be refused.
    if (isAdmin) api.count().then(setStatistics, setTrouble);
  }, [api, isAdmin]);

  const add = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    try {
      const note = await api.create(readField(form, 'text'));
      setNotes((before = []) => [...before, note]);
      setTrouble(undefined);
      form.reset();
    } catch (error) {
      // What was typed stays in the form.
      setTrouble(error as Error);
    }
  };

  if (trouble instanceof NoAccessToken)
    return (
      <>
        <p>You are signed in on the account service’s own pages. Please sign in here as well.</p>
        <SignIn />
      </>
    );
  return (
    <>
      <form onSubmit={(event) => void add(event)}>
        <label htmlFor="text">New note</label>
        <input id="text" name="text" required maxLength={200} autoComplete="off" />
        <button type="submit" className="main">
          Add
        </button>
      </form>
      {trouble && <p role="alert">{trouble.message}</p>}
      {notes?.length === 0 && <p>Nothing yet.</p>}
      <ul>
        {notes?.map((note) => (
          <li key={note.id}>{note.text}</li>
        ))}
      </ul>
      {statistics && (
        <p>
          {statistics.notes} notes of {statistics.people} people
        </p>
      )}
    </>
  );
}
