import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { processes } from '../../../cli/processes.ts';
import { repositoryRoot } from '../../../files.ts';
import { needs } from '../../../lab/needs.ts';

/** Found in the command lines of what this test started, and of nothing else. */
const SECONDS = 86_400 + process.pid;

/** A program that starts a shell, which starts a program through `timeout`, which has a group of its own. */
const PROGRAM = `
  import { spawn } from 'node:child_process';
  import { endsWithUs } from ${JSON.stringify(join(repositoryRoot, 'infra/local/hosts/session.ts'))};
  const { end } = endsWithUs(() => spawn('/bin/sh', ['-c', 'timeout ${SECONDS} sleep ${SECONDS}; :'], { stdio: 'ignore', detached: true }));
  process.on('SIGUSR1', () => process.exit(5));
  process.on('SIGUSR2', end);
`;

const leftOver = () => processes().filter(({ words }) => words.join(' ').endsWith(`sleep ${SECONDS}`));

async function started(): Promise<ChildProcess> {
  const program = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM], { stdio: 'ignore' });
  // The shell, timeout and sleep.
  while (leftOver().length < 2) await sleep(10);
  return program;
}

const required = needs('timeout', 'sleep');

describe.skipIf(required.missing)(required.title('endsWithUs'), () => {
  afterEach(() => {
    for (const { pid } of leftOver()) process.kill(pid, 'SIGKILL');
  });

  it.each([
    { ends: 'a person', by: 'SIGINT', as: [null, 'SIGINT'] },
    { ends: 'a supervisor', by: 'SIGTERM', as: [null, 'SIGTERM'] },
    { ends: 'a closed terminal', by: 'SIGHUP', as: [null, 'SIGHUP'] },
    { ends: 'its own exit', by: 'SIGUSR1', as: [5, null] },
    { ends: 'the end of its session', by: 'SIGUSR2', as: [0, null] },
  ] as const)('leaves nothing running where the program is ended by $ends', async ({ by, as }) => {
    const program = await started();
    program.kill(by);
    expect(await once(program, 'exit')).toEqual(as);
    await expect.poll(leftOver).toEqual([]);
  });
});
