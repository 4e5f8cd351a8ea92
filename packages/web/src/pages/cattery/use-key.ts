import { useRef } from 'react';

/**
 * The key under which a form's data are sent: the same for the same data, so that a retry after a lost answer makes
 * nothing twice; a new one for other data, which the service would refuse under the old.
 */
export function useKey(): (data: object) => string {
  const last = useRef({ data: '', key: '' });
  return (data) => {
    const text = JSON.stringify(data);
    if (last.current.data !== text) last.current = { data: text, key: randomKey() };
    return last.current.key;
  };
}

/** `crypto.randomUUID` is missing where a service is tried out without https. */
const randomKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
