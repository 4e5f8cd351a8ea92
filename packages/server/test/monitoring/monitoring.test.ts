import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { parse } from 'yaml';
import { openTestDatabase } from '../every-database.ts';
import { readDocument } from '../repository-copy.ts';
import { bearer, openApp, type TestApp } from '../test-app.ts';
import { readPromql } from './read-promql.ts';

type Panel = { type: string; title: string; targets?: { expr: string; legendFormat: string }[] };
type Dashboard = { panels: Panel[]; annotations: { list: { expr: string }[] } };
type Rule = { alert: string; expr: string; labels: { severity: string }; annotations: Record<string, string> };

const dashboard: Dashboard = JSON.parse(readDocument('deploy/grafana/portress.json'));
const rules: Rule[] = parse(readDocument('deploy/prometheus/alerts.yml')).groups[0].rules;
const guide = readDocument('docs/guides/monitoring.md');
const token = 'a-token-of-16-or-more';
const form = { 'content-type': 'application/x-www-form-urlencoded' };

/** What Prometheus adds to every line, and what several processes on one port do. */
const addedLabels = ['job', 'instance', 'worker'];
/** Prometheus tells by itself whether it reached a target. */
const ofPrometheus = { up: [] };
/** Told where backups are scheduled. */
const ofBackups = { portress_backup_last_success_timestamp_seconds: [] };

const asked = [
  ...dashboard.panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ by: title, expr }))),
  ...dashboard.annotations.list.map(({ expr }) => ({ by: 'annotation', expr })),
  ...rules.map(({ alert, expr }) => ({ by: alert, expr })),
];

async function given(settings: Record<string, string> = {}): Promise<TestApp> {
  const database = await openTestDatabase('sqlite');
  const service = await openApp(database, { METRICS_TOKEN: token, REDIS_URL: 'redis://127.0.0.1:1', ...settings });
  onTestFinished(() => service.close());
  return service;
}

/** The labels of each metric that the service tells of. */
async function scrape(service: TestApp): Promise<Map<string, Set<string>>> {
  const { body } = await service.get('/metrics', bearer(token));
  const told = new Map<string, Set<string>>(
    Object.entries({ ...ofPrometheus, ...ofBackups }).map(([name, labels]) => [name, new Set(labels)]),
  );
  for (const [, name = '', labels = ''] of body.matchAll(/^(\w+)(?:\{(.*)\})? [^ ]+$/gm)) {
    const known = told.get(name) ?? new Set(addedLabels);
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) known.add(label);
    told.set(name, known);
  }
  for (const known of told.values()) for (const label of addedLabels) known.add(label);
  return told;
}

/** Also for != and !~: what an expression rules out has to be there as well. */
const matches = (value: string, wanted: string, operator: string): boolean =>
  operator.includes('~') ? new RegExp(`^(?:${wanted})$`).test(value) : value === wanted;

describe('what watches the service', () => {
  it('asks for figures, labels and routes that the service has', async () => {
    const service = await given();
    await service.get('/api/account');
    const told = await scrape(service);
    const routes = service.app.routes.map(({ path }) => path);
    const faults = asked.flatMap(({ by, expr }) => {
      const { selectors, labels } = readPromql(expr);
      expect(selectors.length, by).toBeGreaterThan(0);
      const known = new Set(selectors.flatMap(({ metric }) => [...(told.get(metric) ?? [])]));
      return [
        ...labels.filter((label) => !known.has(label)).map((label) => `${by}: no label ${label}`),
        ...selectors.flatMap(({ metric, matchers }) => [
          ...(told.has(metric) ? [] : [`${by}: no metric ${metric}`]),
          ...matchers
            .filter(({ label }) => !told.get(metric)?.has(label))
            .map(({ label }) => `${by}: no label ${label}`),
          ...matchers
            .filter(
              ({ label, operator, value }) => label === 'route' && !routes.some((one) => matches(one, value, operator)),
            )
            .map(({ value }) => `${by}: no route ${value}`),
        ]),
      ];
    });
    expect(faults).toEqual([]);
  });

  it('names every figure of ours in the guide, and shows it or alerts on it', async () => {
    const told = await scrape(await given());
    const ours = [...told.keys()].filter((name) => name.startsWith('portress_')).sort();
    const used = asked.flatMap(({ expr }) => readPromql(expr).selectors.map(({ metric }) => metric));
    expect(ours.filter((name) => !used.includes(name))).toEqual([]);
    const named = [...guide.matchAll(/^\| `(portress_\w+)/gm)].map(([, name = '']) => name);
    expect(named.toSorted()).toEqual(ours);
  });

  it('says of each alert whom it wants, why, what to do and where to read on; each is in the guide', () => {
    for (const { alert, labels, annotations } of rules) {
      expect(['page', 'ticket'], alert).toContain(labels.severity);
      expect(Object.keys(annotations).sort(), alert).toEqual(['do', 'runbook', 'summary', 'why']);
    }
    expect([...guide.matchAll(/^\| `(Portress\w+)/gm)].map(([, name]) => name)).toEqual(
      rules.map(({ alert }) => alert),
    );
  });

  it('a refusal is counted by its code, also at the token endpoint', async () => {
    const service = await given();
    const count = async (code: string) => {
      const { body } = await service.get('/metrics', bearer(token));
      return Number(new RegExp(`^portress_problems_total\\{code="${code}"\\} (\\d+)$`, 'm').exec(body)?.[1]);
    };
    expect([await count('internal_error'), await count('not_signed_in')]).toEqual([0, 0]);
    await service.get('/api/account');
    await service.get('/api/nothing-here');
    await service.inject({ method: 'POST', url: '/api/auth/token', payload: 'grant_type=none', headers: form });
    expect([await count('not_signed_in'), await count('not_found'), await count('unsupported_grant_type')]).toEqual([
      1, 1, 1,
    ]);
  });

  it('a database that is away is told of, and everything else goes on', async () => {
    const service = await given();
    vi.spyOn(service.database, 'ping').mockRejectedValue(new Error('away'));
    vi.spyOn(service.app.context.outbox, 'health').mockRejectedValue(new Error('away'));
    const { statusCode, body } = await service.get('/metrics', bearer(token));
    expect(statusCode).toBe(200);
    expect(body).toMatch(/^portress_database_ready 0$/m);
    expect(body).toMatch(/^portress_revocations_age_seconds \d/m);
    expect(body).not.toMatch(/^portress_outbox_waiting \d/m);
  });
});

describe('the reader of PromQL', () => {
  it('finds what is asked for, and by what', () => {
    const expression = `sum by (le, route) (rate(a_bucket{job="x", route!~".*/(b|c)"}[5m])) / on (le) group_left () b > bool 1e3 or vector(0)`;
    expect(readPromql(expression)).toEqual({
      selectors: [
        {
          metric: 'a_bucket',
          matchers: [
            { label: 'job', operator: '=', value: 'x' },
            { label: 'route', operator: '!~', value: '.*/(b|c)' },
          ],
        },
        { metric: 'b', matchers: [] },
      ],
      labels: ['le', 'route', 'le'],
    });
    expect(() => readPromql('a ? b')).toThrow('what is "? b"');
    expect(() => readPromql('a{job="x"')).toThrow('} is missing');
  });
});
