import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readCapture } from './capture.ts';
import { lies } from './lies.ts';
import { needs } from './needs.ts';
import { askSocket } from './runtime-api.ts';
import { type StandIn, startStandIn } from './stand-in.ts';

const required = needs('python3', 'prlimit', 'setpriv');
const marker = join(tmpdir(), `marker-${process.pid}`);
const { answers } = readCapture('v2.8.0');
const told = lies(answers, marker);

let standIn: StandIn | undefined;
afterEach(async () => {
  await standIn?.stop();
});

describe('lies', () => {
  it.each(told)('differ from the truth: $name', (lie) => {
    expect(Object.keys(lie.answers)).toEqual(Object.keys(answers));
    expect(lie.answers).not.toEqual(answers);
    expect([...Object.values(lie.answers).join('')].filter((character) => character > '\u00ff')).toEqual([]);
  });

  it.skipIf(required.missing)(required.title('reach the reader byte for byte'), async () => {
    const sockets = told.map((lie, index) => ({ path: `${index}.sock`, answers: lie.answers }));
    standIn = await startStandIn({ answers, sockets });
    for (const [index, lie] of told.entries()) {
      const heard = await askSocket(standIn.sockets[index] ?? '', 'show sess');
      expect(heard === lie.answers['show sess'], lie.name).toBe(true);
    }
    expect(existsSync(marker)).toBe(false);
  });
});
