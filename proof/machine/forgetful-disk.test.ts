import { describe, expect, it } from 'vitest';
import { seededRandom } from '#proof/random.ts';
import { type DiskEvent, readDiskTrace } from './disk-trace.ts';
import { createForgetfulDisk, type Manner } from './forgetful-disk.ts';

const file = '/disk/wal';
let count = 0;
const write = (text: string, offset = 0, isFinished = true): DiskEvent[] => {
  count += 1;
  const begun: DiskEvent = { kind: 'write', id: String(count), file, offset, bytes: Buffer.from(text) };
  return isFinished ? [begun, { kind: 'written', id: String(count) }] : [begun];
};
const sync = (what = file, isReal = true): DiskEvent[] => {
  count += 1;
  const begun: DiskEvent = { kind: 'sync', id: String(count), file: what };
  return isReal ? [begun, { kind: 'synced', id: String(count) }] : [begun];
};
const make = (what = file): DiskEvent => ({ kind: 'open', file: what, creates: true, truncates: false });

const left = (manner: Manner, events: DiskEvent[], base: [string, Buffer | null][] = [[file, Buffer.from('old')]]) => {
  const disk = createForgetfulDisk('/disk', new Map(base));
  for (const event of events) disk.apply(event);
  return disk.cut(manner, seededRandom(7));
};
const text = (manner: Manner, events: DiskEvent[]) => left(manner, events).get(file)?.toString();

describe('a disk that forgets', () => {
  it('keeps what was synced, and of the rest what its manner says', () => {
    const events = [...write('new and longer'), ...sync(), ...write('NEW')];
    expect(text('nothing', events)).toBe('new and longer');
    expect(text('everything', events)).toBe('NEW and longer');
  });

  it('has nothing of a write that no sync followed, nor of one whose sync had not ended or was made up', () => {
    expect(text('nothing', write('new'))).toBe('old');
    expect(text('nothing', [...write('new'), ...sync(file, false)])).toBe('old');
  });

  it('does not count a write as synced that was still under way when the sync began', () => {
    expect(text('nothing', [...write('new', 0, false), ...sync()])).toBe('old');
  });

  it('may keep any sectors of a write, and leave out those between', () => {
    const bytes = 'x'.repeat(16 * 512);
    const kept = text('sectors', write(bytes))?.replaceAll(/[^x]/g, '') ?? '';
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThan(bytes.length);
    expect(kept.length % 512 === 0 || (kept.length + 3) % 512 === 0).toBe(true);
  });

  it('loses a file whose name was not synced, and one in a directory whose own name was not', () => {
    const made = [make('/disk/other'), ...sync('/disk/other')];
    expect(left('nothing', made).has('/disk/other')).toBe(false);
    expect(left('nothing', [...made, ...sync('/disk')]).has('/disk/other')).toBe(true);

    const deep: DiskEvent[] = [
      { kind: 'directory', file: '/disk/deep' },
      make('/disk/deep/file'),
      ...sync('/disk/deep/file'),
      ...sync('/disk/deep'),
    ];
    expect([...left('nothing', deep).keys()]).not.toContain('/disk/deep/file');
    expect([...left('nothing', [...deep, ...sync('/disk')]).keys()]).toContain('/disk/deep/file');
  });

  it('still has a removed or renamed file under its old name until that was synced', () => {
    const removed: DiskEvent[] = [{ kind: 'remove', file }];
    expect(left('nothing', removed).get(file)?.toString()).toBe('old');
    expect(left('nothing', [...removed, ...sync('/disk')]).has(file)).toBe(false);
    const renamed: DiskEvent[] = [{ kind: 'rename', from: file, to: '/disk/moved' }];
    expect([...left('nothing', renamed).keys()]).toEqual(['/disk', file]);
    expect([...left('everything', renamed).keys()]).toEqual(['/disk', '/disk/moved']);
  });

  it('shortens a file only when that was synced', () => {
    const shortened: DiskEvent[] = [{ kind: 'truncate', file, bytes: 1 }];
    expect([text('nothing', shortened), text('nothing', [...shortened, ...sync()])]).toEqual(['old', 'o']);
  });
});

describe('a trace of system calls', () => {
  const read = (...lines: string[]) => [...readDiskTrace(lines.join('\n'), '/disk')];

  it('is read in its order, also where calls of several threads lie in each other', () => {
    expect(
      read(
        String.raw`7 pwrite64(21</disk/wal>, "a\0\17\"\\\n\3771", 8, 4096 <unfinished ...>`,
        '8 fdatasync(21</disk/wal> <unfinished ...>',
        '7 <... pwrite64 resumed>) = 8',
        '8 <... fdatasync resumed>) = 0',
        String.raw`7 write(30<socket:[99]>, "HTTP/1.1 200 OK\r\nx-request-id: abc-1\r\n\r\n", 40) = 40`,
        '7 pwrite64(21</elsewhere/wal>, "a", 1, 0) = 1',
      ),
    ).toEqual([
      { kind: 'write', id: '7.1', file, offset: 4096, bytes: Buffer.from('a\0\x0f"\\\n\xff1', 'latin1') },
      { kind: 'sync', id: '8.2', file },
      { kind: 'written', id: '7.1' },
      { kind: 'synced', id: '8.2' },
      { kind: 'answer', requestId: 'abc-1' },
    ]);
  });

  it('knows a sync that was made up, or failed, from one that was done', () => {
    const kinds = read('7 fsync(21</disk/wal>) = 0 (INJECTED)', '7 fsync(21</disk/wal>) = -1 EIO (Input/output error)');
    expect(kinds.map(({ kind }) => kind)).toEqual(['sync', 'sync']);
  });

  it('is refused where a call changes a file in a way that is not known, or a write has failed', () => {
    expect(() => read('7 fallocate(21</disk/wal>, 0, 0, 4096) = 0')).toThrow('cannot be replayed');
    expect(() => read('7 pwrite64(21</disk/wal>, "a", 1, 0) = -1 ENOSPC (No space left on device)')).toThrow('failed');
  });
});
