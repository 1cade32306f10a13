import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { MAIN } from './auditor.ts';

/** Loaded into a process, names each module of the SDK on stderr. */
const HOOK = `import { registerHooks } from 'node:module';
registerHooks({ load(url, context, next) {
  if (url.includes('@aws-sdk/')) process.stderr.write(url + '\\n');
  return next(url, context);
} });`;

it.each(['probe', 'collect', 'score', 'explain', 'plan', 'advise', 'validate'])(
  '%s, which asks nothing of AWS, begins without its SDK',
  (command) => {
    const hook = `data:text/javascript,${encodeURIComponent(HOOK)}`;
    const words = ['--import', hook, MAIN, command, '--help'];
    const { status, stdout, stderr } = spawnSync(process.execPath, words, { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(`Usage: auditor ${command}`);
  },
);
