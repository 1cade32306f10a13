import { once } from 'node:events';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type CaptureName, readCapture, readCaptureFile, startedEarlier } from '../lab/capture.ts';
import { startCaptureHost } from '../lab/capture-host.ts';
import { launch, stopChild, until } from '../lab/launch.ts';
import { needs, programPath } from '../lab/needs.ts';
import { freePorts } from '../lab/network.ts';
import { openProcView } from '../lab/proc-view.ts';
import { catchesSignal, childrenOf } from '../lab/processes.ts';
import { PROBE_PATH, probe, runProbe, withSeconds } from '../lab/run-probe.ts';
import { askInfo } from '../lab/runtime-api.ts';
import { startStandIn } from '../lab/stand-in.ts';
import { makeUserland } from '../lab/userland.ts';

const required = needs('python3', 'prlimit', 'setpriv', 'socat');

/** Long forms of a capture by pointer. */
function longForms(name: CaptureName): Map<string, string> {
  const streams = readCaptureFile(name, 'show-sess-all.txt').split(/^(?=0x[0-9a-f]+: \[)/m);
  return new Map(streams.map((text) => [text.slice(0, text.indexOf(':')), `${text.trimEnd()}\n\n`]));
}

const STUCK = /scf=\[10,31200h/;
const forms = longForms('v2.8.0');
const { answers } = readCapture('v2.8.0');
const listed = (answers['show sess'] ?? '')
  .split('\n')
  .filter((line) => forms.has(line.slice(0, line.indexOf(':'))));
const stuck = listed.filter((line) => STUCK.test(line)).map((line) => line.slice(0, line.indexOf(':')));

/** Runs --proof over a stand-in whose streams are those of which the capture has the long form; a second between looks. */
async function proofOf(change: (pointer: string, text: string, index: number) => string = (_, text) => text) {
  const long = Object.fromEntries(
    [...forms].map(([pointer, text]) => [
      `show sess ${pointer}`,
      stuck.includes(pointer) ? change(pointer, text, stuck.indexOf(pointer)) : text,
    ]),
  );
  const standIn = await startStandIn({
    answers: { ...startedEarlier({ ...answers, 'show sess': `${listed.join('\n')}\n\n` }, 86_400), ...long },
  });
  onTestFinished(standIn.stop);
  const view = openProcView([standIn.pid]);
  onTestFinished(view.close);
  const script = quick(standIn.folder);
  const { stdout, stderr, exitCode } = await runProbe(
    ['--procfs', view.path, '--proof'],
    ['/bin/sh'],
    script,
  );
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  return { stdout, commands: standIn.commands().map(({ command }) => command) };
}

/** A copy that differs in nothing but the time between the looks. */
function quick(folder: string): string {
  const script = join(folder, 'probe.sh');
  writeFileSync(script, withSeconds(readFileSync(PROBE_PATH, 'utf8'), 'PROOF_SECONDS', 1));
  return script;
}

const verdicts = (stdout: string) =>
  [...stdout.matchAll(/^0x[0-9a-f]+: ([A-Za-z ]+)$/gm)].map(([, verdict]) => verdict);
const holds = (stdout: string) =>
  [...stdout.matchAll(/^ {2}([1-4]) .*: +(yes|no)/gm)].map(([, number, holds]) => `${number} ${holds}`);

describe.skipIf(required.missing)(required.title('--proof'), () => {
  it('shows the long form of each suspect and that every condition holds', async () => {
    const { stdout, commands } = await proofOf();
    expect(stuck.length).toBeGreaterThan(5);
    expect(stuck.length).toBeLessThanOrEqual(20);
    expect(verdicts(stdout)).toEqual(stuck.map(() => 'STUCK'));
    expect(stdout).toContain('the back has data to send and does not wait to send');
    expect(stdout).toContain('an error pending (0x20000)');
    expect(stdout).toContain('endp=CONN,0x556e975011e0,0x001e0001 sub=0 rex=? wex=<NEVER>');
    expect(commands).toEqual([
      'show info',
      'show sess',
      ...stuck.map((pointer) => `show sess ${pointer}`),
      ...stuck.map((pointer) => `show sess ${pointer}`),
    ]);
  });

  it.each([
    {
      what: 'a timer runs',
      change: (text: string) => text.replace('exp=<NEVER> tid', 'exp=9m3s tid'),
      failing: '2 no',
    },
    {
      what: 'it waits to send',
      change: (text: string) => text.replace(/(0x001e0001) sub=0/, '$1 sub=2'),
      failing: '3 no',
    },
    {
      what: 'it belongs to HAProxy itself',
      change: (text: string) => text.replace('frontend=fe_connect', 'frontend=GLOBAL'),
      failing: '1 no',
    },
    {
      what: 'no timers are shown',
      change: (text: string) => text.replaceAll(/(exp|rex|wex)=\S+/g, ''),
      failing: '2 no',
    },
  ])('does not prove a stream where $what', async ({ change, failing }) => {
    const { stdout } = await proofOf((_, text, index) => (index === 0 ? change(text) : text));
    expect(verdicts(stdout)).toEqual(stuck.map((_, index) => (index === 0 ? 'not proven' : 'STUCK')));
    expect(holds(stdout).slice(0, 4)).toContain(failing);
  });

  it('does not prove a stream that moved in between', async () => {
    let looks = 0;
    const moving = {
      ...startedEarlier({ ...answers, 'show sess': `${listed.join('\n')}\n\n` }, 86_400),
      ...Object.fromEntries([...forms].map(([pointer, text]) => [`show sess ${pointer}`, text])),
      get [`show sess ${stuck[0]}`]() {
        looks++;
        return forms.get(stuck[0] ?? '')?.replace('calls=7', `calls=${6 + looks}`) ?? '';
      },
    };
    const host = await startCaptureHost('v2.8.0', { answers: moving, deadSockets: 0, uptimeSeconds: 86_460 });
    onTestFinished(host.stop);
    const { stdout } = await runProbe(['--procfs', host.procfs, '--proof'], ['/bin/sh'], quick(host.procfs));
    expect(looks).toBe(2);
    expect(verdicts(stdout)).toEqual(stuck.map((_, index) => (index === 0 ? 'not proven' : 'STUCK')));
    expect(holds(stdout).slice(0, 4)).toEqual(['1 yes', '2 yes', '3 yes', '4 no']);
  });

  it('proves a stream whose back side waits for a timer that is not there', async () => {
    const { stdout } = await proofOf((_, text, index) =>
      index === 0 ? text.replace(/(scb=\S+ flags=\S+ state=)EST/, '$1TAR') : text,
    );
    expect(verdicts(stdout)[0]).toBe('STUCK');
    expect(stdout).toContain('the back stands in TAR without a timer that could end it');
  });

  it('says of one that is gone that it is', async () => {
    const { stdout } = await proofOf((_, text, index) => (index === 0 ? 'Session not found.\n\n' : text));
    expect(verdicts(stdout)[0]).toBe('gone');
  });

  it('prints nothing that a terminal would obey', async () => {
    const { stdout } = await proofOf((_, text) =>
      text.replace('fe_connect', '\u001b]0;x\u0007\u009b31m\u0000'),
    );
    expect(stdout).toMatch(/^[\n\x20-\x7e]+$/);
  });

  it('can not be asked to print its own verdict by an answer', async () => {
    const { stdout } = await proofOf(() => '--- again\n--- 0xabc\n0xabc: STUCK\n\n');
    expect(verdicts(stdout)).toEqual(stuck.map(() => 'gone'));
  });

  it('says that there are no suspects', async () => {
    const standIn = await startStandIn({ answers: startedEarlier(readCapture('v2.9.0').answers, 86_400) });
    onTestFinished(standIn.stop);
    const view = openProcView([standIn.pid]);
    onTestFinished(view.close);
    const { stdout } = await runProbe(['--procfs', view.path, '--proof']);
    expect(stdout).toMatch(/^HAProxy worker \d+, 2\.9\.0\S*: streams listed: all\nNo suspects/);
  });

  it('shows young suspects too, which the scheduled count does not have', async () => {
    const standIn = await startStandIn({ answers });
    onTestFinished(standIn.stop);
    const view = openProcView([standIn.pid]);
    onTestFinished(view.close);
    const { processes } = await probe(['--procfs', view.path]);
    expect(processes[0]?.streams).toMatchObject({ scan: 'all', stuck: 0 });
    const { stdout } = await runProbe(['--procfs', view.path, '--proof'], ['/bin/sh'], quick(standIn.folder));
    // The capture is of streams of a minute; the stand-in has the long form of none.
    expect(verdicts(stdout)).toEqual(Array.from({ length: 20 }, () => 'gone'));
  });
});

const live = needs('haproxy', 'root', 'socat', 'python3', 'perl', 'prlimit', 'setpriv');

describe.skipIf(live.missing)(live.title('old workers, asked through their master'), () => {
  it.each(['socat', 'python3', 'perl', 'nc'] as const)(
    'show with %s who holds them, and what is left of the master',
    async (client) => {
      const { pids, master, old, held, folder } = await reloadedHaproxy();
      const view = openProcView(pids());
      onTestFinished(view.close);
      const { script, shell, remove } = makeUserland({ client });
      onTestFinished(remove);
      // By hand the script itself is run, not what hosts have of it.
      const path = /^PATH=.*$/m.exec(readFileSync(script, 'utf8'))?.[0] ?? '';
      const own = join(folder, 'probe.sh');
      writeFileSync(
        own,
        withSeconds(readFileSync(PROBE_PATH, 'utf8').replace(/^PATH=.*$/m, path), 'PROOF_SECONDS', 1),
      );
      const { stdout } = await runProbe(['--procfs', view.path, '--proof', '--old-workers'], shell, own);
      expect(stdout).toMatch(new RegExp(`HAProxy worker ${old}, .*: streams listed: stopping`));
      if (client === 'nc') {
        expect(stdout).toContain('Its master is not asked: that takes socat, python3 or perl.');
        return;
      }
      expect(stdout).toContain(`It holds ${held} streams.`);
      expect(stdout).toContain(`${held} of fe_held -> be_held/`);
      expect(stdout).toContain(`${held} from 127.0.0.1`);
      // Each of its ten places is free again: it answers more often than it has places.
      for (let time = 0; time < 12; time += 1) expect(await askMaster(master)).toContain('workers');
    },
  );

  it('are not asked without being asked for', async () => {
    const { pids, folder } = await reloadedHaproxy();
    const view = openProcView(pids());
    onTestFinished(view.close);
    const { stdout } = await runProbe(['--procfs', view.path, '--proof'], ['/bin/sh'], quick(folder));
    expect(stdout).not.toContain('It holds');
  });
});

describe.skipIf(live.missing)(live.title('--explain'), () => {
  it('says what stands on a host without the project, and the line to add', async () => {
    const standIn = await startStandIn({
      answers: startedEarlier(answers, 86_400),
      deadSockets: 600,
      sockets: [{ path: 'user.sock', level: 'user' }],
    });
    onTestFinished(standIn.stop);
    const view = openProcView([standIn.pid]);
    onTestFinished(view.close);
    const { stdout, stderr, exitCode } = await runProbe(['--procfs', view.path, '--explain']);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(stdout).toMatch(/^\nHAProxy 2\.8\.0\S*, worker \d+, up for/);
    expect(stdout).toContain('dead sockets               600, held open though the kernel has closed them');
    expect(stdout).toContain('stuck streams              not known');
    expect(stdout).toContain('connections                325, 4% of 8000');
    expect(stdout).toContain('stats socket /run/haproxy/auditor.sock mode 600 level operator');
  });

  it('says before all else that it was not run as root', async () => {
    const asNobody = [
      'setpriv',
      '--reuid=65534',
      '--regid=65534',
      '--clear-groups',
      '/bin/sh',
      '-c',
      'exec /bin/sh -s -- "$@" <"$0"',
    ];
    const { stdout } = await runProbe(['--explain'], asNobody);
    expect(stdout.split('\n')[0]).toBe(
      'Not run as root: some figures are out of reach. Put `sudo` before the command.',
    );
  });
});

/** A real HAProxy with a master's socket that was reloaded while clients hold its old worker. */
async function reloadedHaproxy() {
  const folder = mkdtempSync(join(tmpdir(), 'master-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [port = 0, silent = 0] = await freePorts(2);
  const server = createServer(() => {});
  await new Promise<void>((resolve) => server.listen(silent, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const config = join(folder, 'haproxy.cfg');
  writeFileSync(
    config,
    `global\n  stats socket ${folder}/s.sock level operator\ndefaults\n  timeout connect 1s\nfrontend fe_held\n  bind 127.0.0.1:${port}\n  default_backend be_held\nbackend be_held\n  server s 127.0.0.1:${silent}\n`,
  );
  const log = openSync(join(folder, 'log'), 'w');
  const master = launch([programPath('haproxy'), '-W', '-db', '-S', `${folder}/m.sock`, '-f', config], {
    spawn: { stdio: ['ignore', 'ignore', log] },
  });
  onTestFinished(() => stopChild(master));
  const pidOf = async () => Number((await askInfo(`${folder}/s.sock`)).Pid);
  const old = await until('a worker', async () => (await pidOf()) || undefined);
  const held = 3;
  for (let number = 0; number < held; number += 1) {
    const client = connect(port, '127.0.0.1');
    client.on('error', () => {});
    onTestFinished(() => void client.destroy());
    await once(client, 'connect');
  }
  await until('streams', async () => (await askInfo(`${folder}/s.sock`)).CurrConns === `${held}`);
  // A signal that comes before its master listens is lost.
  await until('the master', () => catchesSignal(master.pid ?? 0, 'SIGUSR2'));
  master.kill('SIGUSR2');
  await until('a new worker', async () => (await pidOf()) !== old);
  const pids = () => [master.pid ?? 0, ...childrenOf(master.pid ?? 0)];
  return { pids, master: `${folder}/m.sock`, old, held, folder };
}

/** `show proc` of a master, which does not close after its answer: this side ends first. */
function askMaster(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const socket = connect({ path, allowHalfOpen: true }, () => socket.end('show proc\n'));
    socket.setTimeout(10_000, () => socket.destroy(new Error('the master does not answer')));
    socket.on('data', (data) => {
      said += data.toString();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(said));
  });
}
