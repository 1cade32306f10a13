import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { repositoryRoot } from '../files.ts';
import { needs } from '../lab/needs.ts';
import { processes } from './processes.ts';

const MAIN = join(repositoryRoot, 'cli/main.ts');

/** The probe that a process runs, stopped as it is: it is over in less time than a test needs to look twice. */
async function caughtProbe(parent: number, isOver: () => boolean): Promise<number | null> {
  while (!isOver()) {
    const probe = processes().find((process) => process.parent === parent && process.words[0] === '/bin/sh');
    if (probe) {
      process.kill(probe.pid, 'SIGSTOP');
      return probe.pid;
    }
    await sleep(2);
  }
  return null;
}

const required = needs('bash');

describe.skipIf(required.missing)(required.title('an interrupt'), () => {
  it.each([['probe'], ['audit'], [`demo --no-open --out ${tmpdir()}/interrupted`]])(
    'of %s while the probe runs leaves nothing running',
    { retry: 3 },
    async (command) => {
      // By a shell, which says how its command ended: 130 is 128 and SIGINT.
      const shell = spawn(
        '/bin/bash',
        ['-c', `"$0" "$1" ${command} >/dev/null & echo $!; wait $!; echo $?`, process.execPath, MAIN],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      let said = '';
      shell.stdout.setEncoding('utf8').on('data', (text) => {
        said += text;
      });
      const end = once(shell, 'close');
      while (!said.includes('\n')) await sleep(2);
      const auditor = Number(said);
      // `null` where a busy machine let the probe end before this looked.
      const probe = await caughtProbe(auditor, () => shell.exitCode !== null);
      expect(probe).not.toBeNull();
      process.kill(auditor, 'SIGINT');
      await end;
      expect(said.trim().split('\n')).toEqual([`${auditor}`, '130']);
      const leftOver = () => processes().filter(({ pid }) => pid === probe);
      onTestFinished(() => {
        for (const { pid } of leftOver()) process.kill(pid, 'SIGKILL');
      });
      await expect.poll(leftOver).toEqual([]);
    },
  );
});
