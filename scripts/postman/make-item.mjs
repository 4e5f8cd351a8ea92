import { createHash } from 'node:crypto';

import { eventOf, eventsOf } from './make-script.mjs';

const bearerOf = { person: '{{access_token}}', admin: '{{admin_access_token}}', service: '{{service_key}}' };
const missingToken = {
  person: [],
  admin: ["skipWithout('admin_access_token', 'Sign in as the administrator first.');"],
  service: ["skipWithout('service_key', 'Make one by `portress service-keys create`, and set service_key.');"],
  nobody: [],
};
/** Stable, so that whoever imports a newer collection replaces the requests of the older. */
export const idOf = (text) =>
  createHash('sha256')
    .update(text)
    .digest('hex')
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*/, '$1-$2-5$3-8$4-$5');

/**
 * @param {import('./walk.mjs').Step} step
 * @param {string} folder
 * @param {object} request as the converter makes it
 * @param {object} operation as the document has it
 * @returns {object} an item of a collection
 */
export function makeItem(step, folder, request, operation) {
  const name = step.name ?? operation.summary;
  const as = step.as ?? callerOf(operation);
  const description = [step.note, request.description?.content].filter(Boolean).join('\n\n');
  const statuses = Object.keys(operation.responses).filter((status) => status !== 'default');
  const after = step.after ? ['if (pm.response.code < 300) {', ...readAnswer(statuses, step.after), '}'] : [];
  return {
    id: idOf(`${folder} / ${name}`),
    name,
    request: {
      method: request.method,
      description,
      auth: as === 'nobody' ? { type: 'noauth' } : bearer(bearerOf[as]),
      header: headersOf(request, step),
      url: urlOf(request.url, step),
      ...(request.body && { body: bodyOf(request.body, step) }),
    },
    event: [
      ...eventsOf('prerequest', [...missingToken[as], ...(step.before ?? [])]),
      eventOf('test', [`expectStatus([${statuses.join(', ')}]);`, ...after]),
    ],
    // Where a browser is sent to is no answer of this call.
    ...(statuses.includes('302') && { protocolProfileBehavior: { followRedirects: false } }),
  };
}

/** An answer without a body is no JSON. */
const readAnswer = (statuses, lines) => {
  const isEmpty = statuses.every((status) => status === '204');
  return [...(isEmpty ? [] : ['const answer = pm.response.json();']), ...lines].map((line) => `  ${line}`);
};

function callerOf({ security, 'x-roles': roles, 'x-scope': scope }) {
  if (security === undefined) return 'nobody';
  if (roles) return 'admin';
  return scope ? 'service' : 'person';
}

const bearer = (token) => ({ type: 'bearer', bearer: [{ key: 'token', value: token, type: 'string' }] });

function headersOf({ header = [] }, { type }) {
  return header.map(({ key, value, description }) => ({
    key,
    value: key === 'Idempotency-Key' ? '{{$guid}}' : ((key === 'Content-Type' ? type : undefined) ?? value),
    ...(description?.content && { description: description.content }),
  }));
}

function urlOf({ path, query = [], variable = [] }, step) {
  return {
    raw: `{{base_url}}/${path.join('/')}`,
    host: ['{{base_url}}'],
    path,
    query: query.map(({ key, description }) => ({
      key,
      value: step.query?.[key] ?? '',
      description: description?.content ?? '',
      disabled: step.query?.[key] === undefined,
    })),
    variable: variable.map(({ key }) => ({ key, value: step.path?.[key] ?? '' })),
  };
}

function bodyOf(converted, { body }) {
  if (converted.mode === 'urlencoded')
    return {
      mode: 'urlencoded',
      urlencoded: converted.urlencoded.map(({ key, description }) => ({
        key,
        value: body?.[key] ?? '',
        type: 'text',
        description: description?.content ?? '',
        disabled: body?.[key] === undefined,
      })),
    };
  if (typeof body === 'string') return { mode: 'raw', raw: body };
  const raw = body === undefined ? (converted.raw ?? '') : JSON.stringify(body, null, 2);
  return { mode: 'raw', raw, options: { raw: { language: 'json' } } };
}
