// The Postman collection: the converter reads the OpenAPI document, and the walk gives its requests their order, their
// values and their scripts.
import { createHash } from 'node:crypto';

import converter from 'openapi-to-postmanv2';

import * as sandbox from './sandbox.mjs';
import { walk } from './walk.mjs';

const bearerOf = { person: '{{access_token}}', admin: '{{admin_access_token}}', service: '{{service_key}}' };
const missingToken = {
  person: [],
  admin: ["skipWithout('admin_access_token', 'Sign in as the administrator first.');"],
  service: ["skipWithout('service_key', 'Make one by `portress service-keys create`, and set service_key.');"],
  nobody: [],
};
const functions = new Map(Object.entries(sandbox));
const guide = `Press the requests from top to bottom, or run the whole collection. Tokens, ids and addresses are kept in the variables; an
access token that has expired is replaced before the next request.`;

/**
 * @param {object} document OpenAPI
 * @param {{ baseUrl: string }} options the first value of `base_url`
 * @returns {Promise<object>} a collection of format 2.1, the same for the same document
 */
export async function makeCollection(document, { baseUrl }) {
  const requests = await convert(document);
  const rest = new Map(requests);
  for (const { steps } of walk) for (const { call } of steps) rest.delete(call);
  const folders = walk.map(({ tag, name = tag, steps }) => {
    const added = name === tag ? [...rest].filter(([call]) => operationOf(document, call).tags.includes(tag)) : [];
    const known = steps.filter(({ call }) => requests.has(call));
    return { name, steps: [...known, ...added.map(([call]) => ({ call }))] };
  });
  // The calls of an app that the walk does not know.
  const tags = new Set(document.tags.map(({ name }) => name).filter((name) => !walk.some(({ tag }) => tag === name)));
  for (const tag of tags)
    folders.push({
      name: tag,
      steps: [...rest.keys()]
        .filter((call) => operationOf(document, call).tags.includes(tag))
        .map((call) => ({ call })),
    });
  const item = folders
    .filter(({ steps }) => steps.length > 0)
    .map(({ name, steps }) => ({
      id: idOf(name),
      name,
      item: steps.map((step) => makeItem(step, name, requests.get(step.call), operationOf(document, step.call))),
    }));
  return {
    info: {
      _postman_id: idOf('the collection'),
      name: document.info.title,
      description: `${document.info.description}\n\n${guide}`,
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    item,
    event: [eventOf('prerequest', ["refreshExpired('');", "refreshExpired('admin_');"])],
    variable: variablesOf(JSON.stringify(item), baseUrl),
  };
}

/** @returns {Promise<Map<string, object>>} what the converter makes of each call, by method and path */
async function convert(document) {
  const options = { folderStrategy: 'Tags', parametersResolution: 'Schema', optimizeConversion: false };
  const data = await new Promise((resolve, reject) =>
    converter.convertV2({ type: 'json', data: document }, options, (error, { result, reason, output } = {}) =>
      result ? resolve(output[0].data) : reject(error ?? new Error(reason)),
    ),
  );
  const items = (folder) => folder.item?.flatMap(items) ?? [folder];
  return new Map(
    items(data).map(({ request }) => {
      const path = request.url.path.map((part) => (part.startsWith(':') ? `{${part.slice(1)}}` : part)).join('/');
      return [`${request.method} /${path}`, request];
    }),
  );
}

const operationOf = (document, call) => {
  const [method, path] = call.split(' ');
  return document.paths[path][method.toLowerCase()];
};

/** Stable, so that whoever imports a newer collection replaces the requests of the older. */
const idOf = (text) =>
  createHash('sha256')
    .update(text)
    .digest('hex')
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*/, '$1-$2-5$3-8$4-$5');

function makeItem(step, folder, request, operation) {
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

function headersOf({ header }, { type }) {
  return header.map(({ key, value, description }) => ({
    key,
    value: key === 'Idempotency-Key' ? '{{$guid}}' : ((key === 'Content-Type' ? type : undefined) ?? value),
    ...(description?.content && { description: description.content }),
  }));
}

function urlOf({ path, query, variable }, step) {
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

const eventsOf = (listen, lines) => (lines.length > 0 ? [eventOf(listen, lines)] : []);

/** A script with the source of every function that it calls, directly or through another. */
function eventOf(listen, lines) {
  const needed = new Set();
  const look = (text) => {
    for (const [name, known] of functions) {
      if (needed.has(name) || !text.includes(`${name}(`)) continue;
      needed.add(name);
      look(String(known));
    }
  };
  look(lines.join('\n'));
  const sources = [...needed].map((name) => String(functions.get(name)));
  return {
    listen,
    script: { type: 'text/javascript', exec: [...lines, ...sources.flatMap((text) => ['', ...text.split('\n')])] },
  };
}

/** All that the requests name; only the address has a value, so that no secret is in the file. */
function variablesOf(text, baseUrl) {
  const named = [...text.matchAll(/\{\{(\w+)\}\}|(?:keep|makeUp|skipWithout)\('(\w+)'/g)].map(
    ([, used, kept]) => used ?? kept,
  );
  const tokens = ['', 'admin_'].flatMap((whose) =>
    ['access_token', 'access_expires_at', 'refresh_token', 'session_id'].map((name) => whose + name),
  );
  const names = new Set(['base_url', 'email', 'password', ...tokens, ...named]);
  return [...names].map((key) => ({ key, value: key === 'base_url' ? baseUrl : '' }));
}
