import { chmodSync, copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type ContainerRoot,
  installProgram,
  makeContainerRoot,
  startContained,
} from '../lab/container-root.ts';
import { findProgram, needs, programPath } from '../lab/needs.ts';
import { PROBE_PATH, probe } from '../lab/run-probe.ts';
import { TOOLS } from '../lab/userland.ts';

const required = needs(
  ...['root', 'netns', 'haproxy', 'busybox', 'unshare', 'prlimit', 'setpriv'],
  ...['dash', 'bash', 'mawk', 'gawk', 'socat', 'curl'],
);

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const systemProgram = (name: string) => findProgram(name, ['/usr/bin', '/usr/sbin']) ?? programPath(name);

/** Everything from busybox, as on Alpine. */
function busyboxUserland(root: ContainerRoot): void {
  for (const name of ['sh', 'awk', ...TOOLS]) {
    if (name !== 'getconf' && name !== 'rpm')
      symlinkSync(programPath('busybox'), join(root.folder, '/bin', name));
  }
}

/** Each tool a program of its own; rpm, which no text file can stand for, a script. */
function gnuUserland(root: ContainerRoot, shell: string, awk: string): void {
  installProgram(root, systemProgram(shell), '/bin/sh');
  installProgram(root, systemProgram(awk), '/usr/bin/awk');
  for (const name of TOOLS.filter((tool) => tool !== 'rpm'))
    installProgram(root, systemProgram(name), `/usr/bin/${name}`);
}

function rpmOf(root: ContainerRoot, text: string): void {
  const path = join(root.folder, '/usr/bin/rpm');
  writeFileSync(path, `#!/bin/sh\n${text}\n`);
  chmodSync(path, 0o755);
}

describe.skipIf(required.missing)(required.title('the probe on a root file system'), () => {
  it.each([
    {
      system: 'Alpine with busybox alone and no client',
      layout: 'alpine' as const,
      furnish: busyboxUserland,
      package: 'haproxy 2.8.10-r0',
      scan: 'skipped: no client',
      notes: ['no-client'],
    },
    {
      system: 'Alpine with busybox and socat',
      layout: 'alpine' as const,
      furnish: (root: ContainerRoot) => {
        busyboxUserland(root);
        installProgram(root, systemProgram('socat'));
      },
      package: 'haproxy 2.8.10-r0',
      scan: 'all',
      notes: [],
    },
    {
      system: 'Alpine of apk 3, whose list is under /usr/lib',
      layout: 'alpine' as const,
      furnish: (root: ContainerRoot) => {
        busyboxUserland(root);
        mkdirSync(join(root.folder, '/usr/lib/apk/db'), { recursive: true });
        writeFileSync(
          join(root.folder, '/usr/lib/apk/db/installed'),
          'P:haproxy\nV:3.2.4-r0\nF:usr/sbin\nR:haproxy\n\n',
        );
      },
      package: 'haproxy 3.2.4-r0',
      scan: 'skipped: no client',
      notes: ['no-client'],
    },
    {
      system: 'Debian and Ubuntu with dash, mawk, coreutils and socat',
      layout: 'debian' as const,
      furnish: (root: ContainerRoot) => {
        gnuUserland(root, 'dash', 'mawk');
        installProgram(root, systemProgram('socat'));
      },
      package: 'haproxy 2.6.12-1+deb12u4',
      scan: 'all',
      notes: [],
    },
    {
      system: 'RHEL and Amazon Linux with bash, gawk, coreutils, curl and rpm',
      layout: 'rhel' as const,
      furnish: (root: ContainerRoot) => {
        gnuUserland(root, 'bash', 'gawk');
        installProgram(root, systemProgram('curl'));
        rpmOf(root, `[ "$1 $2 $4" = '-qf --qf /usr/sbin/haproxy' ] && echo haproxy 2.4.22-3.el9_4`);
      },
      package: 'haproxy 2.4.22-3.el9_4',
      scan: 'all',
      notes: [],
    },
    {
      system: 'RHEL with a program that no package owns',
      layout: 'rhel' as const,
      furnish: (root: ContainerRoot) => {
        gnuUserland(root, 'bash', 'gawk');
        rpmOf(root, `echo "file /usr/sbin/haproxy is not owned by any package"; exit 1`);
      },
      package: null,
      scan: 'skipped: no client',
      notes: ['no-client'],
    },
  ])('reads a worker on $system', async ({ layout, furnish, package: named, scan, notes }) => {
    const root = makeContainerRoot(layout);
    closing.push(root.remove);
    furnish(root);
    copyFileSync(PROBE_PATH, join(root.folder, 'probe.sh'));
    const contained = await startContained(root);
    closing.push(contained.stop);
    // From inside, it is a host: the same mounts and pids, tcp_mem in sight.
    const enter = [programPath('nsenter'), '-t', `${contained.pid}`, '-m', '-p', '-r', '/bin/sh'];
    const reading = await probe([], enter, '/probe.sh');
    expect(reading.processes).toMatchObject([
      {
        pid: 1,
        state: 'running',
        package: named,
        deadSockets: 0,
        streams: { scan },
        config: { clientTimeoutSeconds: 60, serverTimeoutSeconds: 120, tunnelTimeoutSeconds: 3_600 },
      },
    ]);
    expect(reading.kernel).toMatchObject({ pageBytes: 4_096 });
    expect(reading.tcp.memoryHighPages).toBeGreaterThan(0);
    expect(reading.notes).toEqual(notes);
  });
});
