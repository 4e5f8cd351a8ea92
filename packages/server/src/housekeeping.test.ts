import { expect, test } from 'vitest';
import { describeApp } from '#test/test-app.ts';
import { removeWhatExpired } from './housekeeping.ts';

describeApp('housekeeping', (open) => {
  test('lets every app tidy up, also behind one that fails, and says which one that was', async () => {
    const app = await open({ LOG_LEVEL: 'error' });
    const swept: string[] = [];
    const sweepingAs = (tag: string) => ({ tag, sweep: async () => void swept.push(tag) });
    const failing = { tag: 'Broken', sweep: () => Promise.reject(new Error('no room')) };
    await removeWhatExpired(app.app.context, [sweepingAs('one'), failing, { tag: 'idle' }, sweepingAs('two')]);
    expect(swept).toEqual(['one', 'two']);
    expect(JSON.parse(app.logged())).toMatchObject({ app: 'Broken', err: { message: 'no room' } });
  });
});
