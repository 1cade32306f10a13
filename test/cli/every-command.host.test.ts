import { describe, expect, it } from 'vitest';
import { needs } from '../lab/needs.ts';
import { auditor } from './auditor.ts';

const required = needs('awk', 'timeout');

describe.skipIf(required.missing)(required.title('auditor probe'), () => {
  it('prints JSON and nothing else where it is asked for', async () => {
    const { stdout, stderr } = await auditor(['probe', '--json']);
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toBeTypeOf('object');
  });

  it('prints plain text of 80 columns into a pipe, with the next command at its end', async () => {
    const { stdout, status } = await auditor(['probe']);
    expect(status).toBe(0);
    expect(stdout).not.toContain('\u001b');
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(stdout.trimEnd().split('\n').at(-1)).toMatch(/: npm run -s auditor -- \w+/);
  });
});
