import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readCapture } from './capture.ts';
import { type Layout, makeContainerRoot, startContained } from './container-root.ts';
import { CANARY_SECONDS, plantTrap, type Trap } from './container-traps.ts';
import { needs } from './needs.ts';
import { openNetwork } from './network.ts';
import { isAlive } from './processes.ts';
import { askInfo, askSocket } from './runtime-api.ts';
import { startStandIn } from './stand-in.ts';

const required = needs('root', 'netns', 'haproxy', 'busybox', 'python3', 'unshare', 'prlimit', 'setpriv');
const layouts: Layout[] = ['debian', 'alpine', 'rhel'];

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function rootOf(layout: Layout) {
  const root = makeContainerRoot(layout);
  closing.push(root.remove);
  return root;
}

describe.skipIf(required.missing)(required.title('a container root'), () => {
  it.each(layouts)('holds a real HAProxy, %s', async (layout) => {
    const root = rootOf(layout);
    const network = await openNetwork();
    closing.push(network.close);
    const contained = await startContained(root, network);
    closing.push(contained.stop);
    const { pid } = contained;
    expect(readFileSync(`/proc/${pid}/comm`, 'utf8')).toBe('haproxy\n');
    expect(basename(readlinkSync(`/proc/${pid}/exe`))).toBe('haproxy');
    for (const namespace of ['mnt', 'pid', 'net']) {
      const link = (of: number | string) => readlinkSync(`/proc/${of}/ns/${namespace}`);
      expect(link(pid)).not.toBe(link('self'));
    }
    expect(statSync(`/proc/${pid}/root/.`).ino).toBe(statSync(root.folder).ino);
    expect(readFileSync(`/proc/${pid}/root${root.configPath}`, 'utf8')).toContain(
      `stats socket ${root.socketPath} `,
    );
    expect((await askInfo(join(root.folder, root.socketPath))).Pid).toBe('1');
    expect(readFileSync(`/proc/${pid}/net/unix`, 'utf8')).toContain(` ${root.socketPath}.1.tmp\n`);
    await contained.stop();
    expect(isAlive(pid)).toBe(false);
  });

  it('holds a stand-in', async () => {
    const root = rootOf('debian');
    const { commandLine, socketPath, folder } = root;
    const { answers } = readCapture('2.6.12-deb');
    const sockets = [{ path: socketPath, level: 'operator' as const }];
    const standIn = await startStandIn({ answers, commandLine, sockets, root: folder });
    closing.push(standIn.stop);
    expect(readFileSync(`/proc/${standIn.pid}/cmdline`, 'utf8')).toBe(`${commandLine.join('\0')}\0`);
    expect(readlinkSync(`/proc/${standIn.pid}/root`)).toBe(folder);
    expect(await askSocket(standIn.sockets[0] ?? '', 'show cli level')).toBe('operator\n\n');
  });

  it('is gone afterwards', () => {
    const root = makeContainerRoot('debian');
    root.remove();
    expect(existsSync(root.folder)).toBe(false);
  });
});

describe.skipIf(required.missing)(required.title('a trap in a container root'), () => {
  async function planted(trap: Trap) {
    const root = rootOf('debian');
    const plant = await plantTrap(root, trap);
    closing.push(plant.remove);
    return { ...root, config: join(root.folder, root.configPath), sprung: plant.sprung };
  }

  it.each(['config-links-out', 'config-folder-links-out'] as const)(
    'shows who follows it: %s',
    async (trap) => {
      const { config } = await planted(trap);
      expect(readFileSync(config, 'utf8')).toContain(`timeout client ${CANARY_SECONDS}s`);
    },
  );

  it.each([
    ['config-is-a-fifo', (path: string) => lstatSync(path).isFIFO()],
    ['config-is-a-folder', (path: string) => lstatSync(path).isDirectory()],
    ['config-is-a-device', (path: string) => lstatSync(path).isCharacterDevice()],
    ['config-is-huge', (path: string) => lstatSync(path).size > 99_000_000],
  ] as const)('stands where the configuration was: %s', async (trap, holds) => {
    expect(holds((await planted(trap)).config)).toBe(true);
  });

  it('reports that a program was run', async () => {
    const { folder, sprung } = await planted('programs-leave-a-mark');
    const program = join(folder, '/usr/bin/dpkg-query');
    expect(lstatSync(program).mode & 0o4111).toBe(0o4111);
    expect(sprung()).toBe(false);
    execFileSync(program);
    expect(sprung()).toBe(true);
  });

  it('reports that a foreign socket was asked', async () => {
    const { folder, socketPath, sprung } = await planted('socket-of-another');
    expect(sprung()).toBe(false);
    expect((await askInfo(join(folder, socketPath))).Version).toBe('6.6.6');
    expect(sprung()).toBe(true);
  });
});
