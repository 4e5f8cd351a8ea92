import { createElement as h, type ReactNode } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, test } from 'vitest';
import { createFakeService, json } from '../test/fake-service.ts';
import { createPortress } from './create-portress.ts';
import { PortressProvider, SignedIn, SignedOut, SignInButton, useAccount, usePortress } from './react.ts';

const service = createFakeService(() => json(200, {}));
const portress = createPortress({ baseUrl: 'https://id.example', fetch: service.fetch });
const draw = (...children: ReactNode[]) => renderToString(h(PortressProvider, { portress }, ...children));

function State() {
  const { isPending, isSignedOut, account, error } = useAccount();
  return h('p', null, JSON.stringify({ isPending, isSignedOut, account, error }));
}

function Address() {
  return h('p', null, usePortress().baseUrl);
}

test('on a server nobody is in and nobody is out, and nothing is asked', () => {
  const drawn = draw(h(State), h(SignedIn, null, 'in'), h(SignedOut, null, 'out'));
  const state = { isPending: true, isSignedOut: false, account: null, error: null };
  expect(drawn).toBe(`<p>${JSON.stringify(state).replaceAll('"', '&quot;')}</p>`);
  expect(service.seen).toEqual([]);
});

test('the button submits no form, and takes what a button takes', () => {
  expect(draw(h(SignInButton))).toBe('<button type="button">Sign in</button>');
  expect(draw(h(SignInButton, { className: 'big', returnTo: '/basket' }, 'Come in'))).toBe(
    '<button class="big" type="button">Come in</button>',
  );
});

test('every component has the client that the provider was given, and says so when there is none', () => {
  expect(draw(h(Address))).toBe('<p>https://id.example/</p>');
  expect(() => renderToString(h(State))).toThrow('There is no <PortressProvider> around this component.');
});
