// The Postman collection: the converter reads the OpenAPI document, and the walk gives its requests their order, their
// values and their scripts.
import converter from 'openapi-to-postmanv2';

import { idOf, makeItem } from './make-item.mjs';
import { eventOf } from './make-script.mjs';
import { walk } from './walk.mjs';

const guide = `Press the requests from top to bottom, or run the whole collection. Tokens, ids and addresses are kept in the variables; an
access token that has expired is replaced before the next request.`;

/**
 * @param {object} document OpenAPI
 * @param {{ baseUrl: string }} options the first value of `base_url`
 * @returns {Promise<object>} a collection of format 2.1, the same for the same document
 */
export async function makeCollection(document, { baseUrl }) {
  const requests = await convert(document);
  const item = foldersOf(document, requests).map(({ name, steps }) => ({
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

/**
 * The walk, as far as the document has its calls, and what the document has beside it: an app that comes or goes needs no
 * change of the walk. The last folder stays the last, because it ends the account.
 */
function foldersOf(document, requests) {
  const walked = new Set(walk.flatMap(({ steps }) => steps.map(({ call }) => call)));
  const unwalked = (tag) =>
    [...requests.keys()]
      .filter((call) => !walked.has(call) && operationOf(document, call).tags.includes(tag))
      .map((call) => ({ call }));
  const known = walk.map(({ tag, name = tag, steps }) => ({
    name,
    steps: [...steps.filter(({ call }) => requests.has(call)), ...(name === tag ? unwalked(tag) : [])],
  }));
  const others = document.tags
    .map(({ name }) => name)
    .filter((name) => !walk.some(({ tag }) => tag === name))
    .map((name) => ({ name, steps: unwalked(name) }));
  return [...known.slice(0, -1), ...others, ...known.slice(-1)].filter(({ steps }) => steps.length > 0);
}

/** @returns {Promise<Map<string, object>>} what the converter makes of each call, by method and path */
async function convert(document) {
  const options = { folderStrategy: 'Tags', parametersResolution: 'Schema', optimizeConversion: false };
  const data = await new Promise((resolve, reject) =>
    converter.convertV2({ type: 'json', data: document }, options, (error, { result, reason, output } = {}) =>
      result
        ? resolve(output[0].data)
        : reject(new Error(reason ?? 'the document cannot be converted', { cause: error })),
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
