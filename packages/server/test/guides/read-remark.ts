/** A comment of a page that is meant for its test. */
export type Remark = {
  kind: 'run with' | 'run by' | 'not run' | 'background' | 'file' | 'stop' | 'unknown';
  value: string;
};

const forms: [Remark['kind'], RegExp][] = [
  ['run with', /^run with: (.+)$/],
  ['run by', /^run by: (.+)$/],
  ['not run', /^not run:?(.*)$/],
  ['background', /^run in background: until (.+)$/],
  ['file', /^file: (.+)$/],
  ['stop', /^(stop) what runs in background$/],
  // Anything that begins so was meant to be one of them: a slip must not turn a block into one that nobody looks at.
  ['unknown', /^((?:run|not|stop|file)\b.*)$/],
];

/** @returns null for a line that is no such comment */
export function readRemark(line: string): Remark | null {
  const said = /^ *<!-- (.*?) ?-->\s*$/.exec(line)?.[1] ?? '';
  for (const [kind, form] of forms) {
    const [, value] = form.exec(said) ?? [];
    if (value !== undefined) return { kind, value: value.trim() };
  }
  return null;
}
