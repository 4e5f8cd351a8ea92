import { afterAll, expect, test } from 'vitest';
import { findViolations, promised } from '#proof/history/find-violations.ts';
import { type Installation, installOneNode } from '#proof/installation/installation.ts';
import { plantLosses } from './plant-losses.ts';
import { runCampaign } from './run-campaign.ts';

let installation: Installation | undefined;
afterAll(() => installation?.remove());

test('P1: what is taken out of the database behind the back of the service is found missing, and nothing else', async () => {
  installation = await installOneNode({ settings: { REFRESH_GRACE_SECONDS: '2' } });
  const campaign = await runCampaign(installation, {
    fault: null,
    seed: 1,
    milliseconds: 1500,
    until: ['sign_up', 'refresh', 'sign_out', 'make_key'],
  });
  expect(campaign.violations).toEqual([]);
  const planted = await plantLosses(installation, campaign);
  const found = findViolations(campaign.people.history.events, promised);
  const rulesOf = (id: string) => [...new Set(found.filter((one) => one.id === id).map(({ rule }) => rule))].sort();
  expect(rulesOf(planted.account)).toEqual(['lost_sign_up']);
  expect(rulesOf(planted.rotated)).toEqual(['honest_sign_out']);
  expect(rulesOf(planted.ended)).toEqual(['late_accept', 'resurrected']);
  expect(rulesOf(planted.key)).toEqual(['lost_key']);
  // The sessions of an account go with it.
  const others = campaign.load.devices
    .filter(({ account }) => account === planted.account)
    .map(({ session }) => session);
  const ids = new Set(found.map(({ id }) => id));
  expect(ids.difference(new Set([...Object.values(planted), ...others]))).toEqual(new Set());
});
