import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { applicationSpecific, ownHostId } from '../../../cli/this-host/machine-id.ts';
import { writeArchive } from '../archives.ts';

const ID = '3d1219c7c4c5404aaa1f6d2a48adfda4';
const folder = writeArchive({
  'machine-id': `${ID}\n`,
  uninitialized: 'uninitialized\n',
  empty: '',
  zero: `${'0'.repeat(32)}\n`,
  upper: `${ID.toUpperCase()}\n`,
});
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string) => join(folder, name);

describe('the id of a machine', () => {
  // Printed by systemd 252: systemd-id128 machine-id -a 5f0b3c1d9a7e4c62b8d14e6f2a90c7d3.
  it('is what systemd makes of its machine id for this application', () => {
    expect(applicationSpecific(ID)).toBe('43e1f486d99d45abae665adc02489510');
  });

  it('is the beginning of that, as long as an id of EC2', () => {
    expect(ownHostId([file('machine-id')])).toBe('m-43e1f486d99d45aba');
  });

  it.each(['none', 'uninitialized', 'empty', 'zero', 'upper'])('is none where the file is %s', (name) => {
    expect(ownHostId([file(name)])).toBeNull();
  });

  it('is of the first file that has one', () => {
    expect(ownHostId([file('none'), file('machine-id')])).toBe('m-43e1f486d99d45aba');
  });
});
