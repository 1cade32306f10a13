import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseSamples } from '../../lambdas/domain/records/archive.ts';
import type { Sample } from '../../lambdas/domain/records/sample.ts';
import { writeArchive } from '../cli/archives.ts';
import { auditor } from '../cli/auditor.ts';
import { BESIDE_NEEDS, besideHaproxy } from '../lab/beside-haproxy.ts';
import { installProgram, makeContainerRoot, startContained } from '../lab/container-root.ts';
import { needs, programPath } from '../lab/needs.ts';
import { blocks, installPrograms } from './documented.ts';

let folder = '';
let archive = '';
beforeEach(() => {
  folder = writeArchive({});
  archive = join(folder, 'archive');
});
afterEach(() => rmSync(folder, { recursive: true }));

const pathWith = (bin: string) => ({ ...process.env, PATH: [bin, process.env.PATH].join(delimiter) });

function kept(): Sample[] {
  return readdirSync(archive, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ndjson'))
    .flatMap((path) => parseSamples(readFileSync(join(archive, path), 'utf8'), path).records);
}

/** What a sample of a whole HAProxy has: nothing is out of its reach. */
const whole = {
  outcome: 'sampled',
  processes: [{ state: 'running', deadSockets: 0, streams: { scan: 'all', stuck: 0 } }],
};

const unitNeeds = needs(...BESIDE_NEEDS, 'setpriv', 'find');

describe.skipIf(unitNeeds.missing)(unitNeeds.title('the systemd unit'), () => {
  const [service = '', timer = ''] = blocks('A systemd timer', 'ini');
  /** As systemd would start it: its own specifier, its capabilities, on a path of this test's. */
  const argv = (key: string) => {
    const [, line = ''] = new RegExp(`^${key}=(.*)$`, 'm').exec(service) ?? [];
    return line
      .replaceAll('/usr/local/bin/auditor', join(folder, 'auditor'))
      .replaceAll('/var/lib/haproxy-fleet-auditor', archive)
      .replaceAll('%H', hostname())
      .split(' ');
  };
  const capabilities = () => {
    const [, words = ''] = /^CapabilityBoundingSet=(.*)$/m.exec(service) ?? [];
    return words.split(' ').map((word) => `+${word.replace(/^CAP_/, '').toLowerCase()}`);
  };

  it('keeps a whole sample with the capabilities that it asks for, and keeps one where it runs twice', async () => {
    installPrograms(folder);
    const bounded = ['setpriv', '--no-new-privs', `--bounding-set=-all,${capabilities().join(',')}`];
    const command = [...bounded, ...argv('ExecStart')];
    for (const _ of [1, 2])
      expect(besideHaproxy(command, { folder })).toEqual({ stdout: '', stderr: '', status: 0 });
    const samples = kept();
    expect(samples.at(-1)).toMatchObject({ ...whole, hostId: hostname(), role: 'edge' });
    // Two where a quarter of an hour began between the runs.
    expect(new Set(samples.map(({ runAt }) => runAt)).size).toBe(samples.length);
    expect(await auditor(['score', archive])).toMatchObject({ status: 3, stderr: '' });
  });

  it('forgets files of samples after 35 days, and no others', () => {
    const days = (count: number) => new Date(Date.now() - count * 86_400_000);
    mkdirSync(archive);
    for (const [name, age] of [
      ['old.ndjson', 37],
      ['young.ndjson', 34],
      ['other.txt', 99],
    ] as const) {
      writeFileSync(join(archive, name), '');
      utimesSync(join(archive, name), days(age), days(age));
    }
    const [program = '', ...words] = argv('ExecStartPost');
    expect(spawnSync(program, words).status).toBe(0);
    expect(readdirSync(archive).sort()).toEqual(['other.txt', 'young.ndjson']);
  });

  const systemd = needs('systemd-analyze');
  it.skipIf(systemd.missing)(systemd.title('and its timer are ones that systemd knows all of'), () => {
    installPrograms(folder);
    const service_ = service.replaceAll('/usr/local/bin/auditor', join(folder, 'auditor'));
    for (const [name, text] of [
      ['haproxy-fleet-auditor.service', service_],
      ['haproxy-fleet-auditor.timer', timer],
    ] as const)
      writeFileSync(join(folder, name), text);
    const paths = ['service', 'timer'].map((kind) => join(folder, `haproxy-fleet-auditor.${kind}`));
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', ...paths], {
      encoding: 'utf8',
    });
    // It names what else is wrong with the units of this machine.
    expect(stderr.split('\n').filter((line) => line.includes('haproxy-fleet-auditor'))).toEqual([]);
    expect(status).toBe(0);
  });
});

const lineNeeds = needs(...BESIDE_NEEDS);

describe.skipIf(lineNeeds.missing)(lineNeeds.title('the line for cron'), () => {
  it('keeps a whole sample under an id of the machine, and prints nothing', () => {
    installPrograms(folder);
    const [line = ''] = blocks('cron', 'crontab');
    expect(line).toMatch(/^\*\/15 \* \* \* \* root \//);
    const command = line
      .split(' ')
      .slice(6)
      .join(' ')
      .replaceAll('/usr/local/bin/auditor', join(folder, 'auditor'))
      .replaceAll('/var/lib/haproxy-fleet-auditor', archive);
    const words = ['sh', '-c', `${command.trim()} ${hasMachineId() ? '' : '--host m-0'}`];
    expect(besideHaproxy(words, { folder })).toEqual({ stdout: '', stderr: '', status: 0 });
    expect(kept()).toMatchObject([{ ...whole, hostId: expect.stringMatching(/^m-/), role: 'edge' }]);
  });
});

const hasMachineId = (): boolean =>
  /^[0-9a-f]{32}$/m.test(spawnSync('cat', ['/etc/machine-id']).stdout.toString());

describe.skipIf(lineNeeds.missing)(lineNeeds.title('the line for ssh'), () => {
  it('keeps a whole sample of a host on which nothing but a shell is', () => {
    installPrograms(folder, { ssh: 'shift; exec "$@"', sudo: 'exec "$@"' });
    const [line = ''] = blocks('ssh and kubectl exec', 'sh');
    expect(line).toContain('ssh lb-7 sudo sh -s');
    const command = ['sh', '-c', `cd ${folder} && ${line}`];
    expect(besideHaproxy(command, { folder, env: pathWith(folder) })).toEqual({
      stdout: '',
      stderr: '',
      status: 0,
    });
    expect(kept()).toMatchObject([{ ...whole, hostId: 'lb-7', role: 'edge' }]);
  });
});

const containerNeeds = needs('root', 'haproxy', 'busybox', 'unshare', 'nsenter');

describe.skipIf(containerNeeds.missing)(containerNeeds.title('the line for kubectl exec'), () => {
  it('keeps a sample of the worker inside of a container', async () => {
    const root = makeContainerRoot('alpine');
    try {
      const busybox = programPath('busybox');
      const contained = await startContained(root, undefined, ['-W']);
      try {
        installProgram(root, busybox, '/bin/busybox');
        for (const applet of spawnSync(busybox, ['--list'], { encoding: 'utf8' }).stdout.trim().split('\n'))
          if (applet !== 'busybox') symlinkSync('/bin/busybox', join(root.folder, 'bin', applet));
        const inside = `nsenter --target ${contained.pid} --mount --pid --root --wd`;
        installPrograms(folder, { kubectl: `shift 5; exec ${inside} "$@"` });
        const [, line = ''] = blocks('ssh and kubectl exec', 'sh');
        expect(line).toContain('kubectl exec -i edge-5c9f -c haproxy -- sh -s');
        const { status, stderr } = spawnSync('sh', ['-c', `cd ${folder} && ${line}`], {
          encoding: 'utf8',
          env: pathWith(folder),
        });
        expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
        expect(kept()).toMatchObject([
          {
            hostId: 'edge-5c9f',
            role: 'edge',
            outcome: 'sampled',
            processes: [{ package: 'haproxy 2.8.10-r0', state: 'running' }],
          },
        ]);
      } finally {
        await contained.stop();
      }
    } finally {
      root.remove();
    }
  });
});
