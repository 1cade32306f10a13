import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readCapture } from './capture.ts';
import { lies } from './lies.ts';
import { needs } from './needs.ts';
import { askSocket } from './runtime-api.ts';
import { startStandIn } from './stand-in.ts';

const required = needs('python3', 'prlimit', 'setpriv');

it.skipIf(required.missing)(required.title('lies reach the reader byte for byte'), async () => {
  const marker = join(tmpdir(), `marker-${process.pid}`);
  const { answers } = readCapture('v2.8.0');
  const told = lies(answers, marker);
  const sockets = told.map((lie, index) => ({ path: `${index}.sock`, answers: lie.answers }));
  const standIn = await startStandIn({ answers, sockets });
  onTestFinished(standIn.stop);
  for (const [index, lie] of told.entries()) {
    const heard = await askSocket(standIn.sockets[index] ?? '', 'show sess');
    expect(heard === lie.answers['show sess'], lie.name).toBe(true);
  }
  expect(existsSync(marker)).toBe(false);
});
