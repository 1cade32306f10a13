import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { CAPTURES, readCapture } from './capture.ts';
import { needs } from './needs.ts';
import { isAlive } from './processes.ts';
import { askInfo, askSocket } from './runtime-api.ts';
import { type StandIn, type StandInOptions, startStandIn } from './stand-in.ts';
import { poolBytes, processFigures, streamCounts } from './truth.ts';

const required = needs('python3', 'prlimit', 'setpriv');
const leaking = readCapture('v2.8.0');

let standIn: StandIn | undefined;
afterEach(async () => {
  await standIn?.stop();
});

async function start(options: Partial<StandInOptions> = {}): Promise<StandIn & { socket: string }> {
  standIn = await startStandIn({ ...leaking, ...options });
  return { ...standIn, socket: standIn.sockets[0] ?? '' };
}

describe.skipIf(required.missing)(required.title('a stand-in for HAProxy'), () => {
  it('looks like HAProxy from outside', async () => {
    const { pid, configPath } = await start({
      commandLine: ['haproxy', '-Ws', '-f', '/etc/haproxy/haproxy.cfg', '-x'],
    });
    expect(readFileSync(`/proc/${pid}/comm`, 'utf8')).toBe('haproxy\n');
    expect(basename(readlinkSync(`/proc/${pid}/exe`))).toBe('haproxy');
    expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).toBe(
      'haproxy\0-Ws\0-f\0/etc/haproxy/haproxy.cfg\0-x\0',
    );
    expect(readFileSync(configPath, 'utf8')).toMatch(
      /^global\n {4}stats socket \S+admin.sock mode 600 level admin\n/,
    );
  });

  it.each(CAPTURES)('replays %s', async (name) => {
    const { answers } = readCapture(name);
    const { pid, socket, commands } = await start({ answers });
    expect(Number((await askInfo(socket)).Pid)).toBe(pid);
    expect(await askSocket(socket, 'show sess')).toBe(answers['show sess']);
    expect(await askSocket(socket, 'show sess susp')).toBe(answers['show sess susp']);
    expect((await poolBytes(socket)).used).toBeGreaterThan(0);
    expect(commands().map(({ command }) => command)).toEqual([
      'show info',
      'show sess',
      'show sess susp',
      'show pools',
    ]);
  });

  it.each([
    ['show cli level', /^operator\n\n$/],
    ['show cli level; show cli level', /^operator\n\noperator\n\n$/],
    ['show sess 0x1234', /^Session not found\.\n\n$/],
    ['show sess whatever', /^0x\w+: proto=/],
    ['disable frontend x', /^Permission denied\n\n$/],
    ['nonsense', /^Unknown command/],
  ])('answers %s as a real one', async (command, expected) => {
    const { socket } = await start({ sockets: [{ path: 'o.sock', level: 'operator' }] });
    expect(await askSocket(socket, command)).toMatch(expected);
  });

  it('refuses streams at level user', async () => {
    const { socket } = await start({ sockets: [{ path: 'u.sock', level: 'user' }] });
    expect(await askSocket(socket, 'show sess')).toBe('Permission denied\n\n');
    expect((await askInfo(socket)).Version).toBe('2.8.0-fdd8154ed');
  });

  it('holds dead and live sockets', async () => {
    const { pid, socket } = await start({ deadSockets: 300, liveSockets: 51 });
    const { openSockets, deadSockets } = processFigures(pid);
    expect({ openSockets, deadSockets }).toEqual({ openSockets: 300 + 51 + 1, deadSockets: 300 });
    expect(await streamCounts(socket)).toMatchObject({ stuck: 300 });
  });

  it.each([
    ['hangs', /no end to show sess/],
    ['slow', /no end to show sess/],
    ['endless', /no end to show sess/],
  ] as const)('can misbehave on one command alone: %s', async (how, refusal) => {
    const { socket } = await start({ sockets: [{ path: 'a.sock', faults: [{ how, on: 'show sess' }] }] });
    expect(await askSocket(socket, 'show cli level')).toBe('admin\n\n');
    await expect(askSocket(socket, 'show sess', 300)).rejects.toThrow(refusal);
  });

  it.each([
    ['cut', (leaking.answers['show sess'] ?? '').length / 2],
    ['mute', 0],
  ] as const)('closes early (%s)', async (how, length) => {
    const { socket } = await start({ sockets: [{ path: 'a.sock', faults: [{ how }] }] });
    expect(await askSocket(socket, 'show sess')).toHaveLength(Math.floor(length));
  });

  it('leaves nothing behind', async () => {
    const { pid, folder, stop } = await start();
    await stop();
    expect(isAlive(pid)).toBe(false);
    expect(existsSync(folder)).toBe(false);
  });
});
