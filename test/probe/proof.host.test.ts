import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type CaptureName, readCapture, readCaptureFile, startedEarlier } from '../lab/capture.ts';
import { startCaptureHost } from '../lab/capture-host.ts';
import { needs } from '../lab/needs.ts';
import { openProcView } from '../lab/proc-view.ts';
import { PROBE_PATH, runProbe } from '../lab/run-probe.ts';
import { startStandIn } from '../lab/stand-in.ts';

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
  writeFileSync(script, readFileSync(PROBE_PATH, 'utf8').replace(/^PROOF_SECONDS=30 /m, 'PROOF_SECONDS=1 '));
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
  ])('$what: not proven', async ({ change, failing }) => {
    const { stdout } = await proofOf((_, text, index) => (index === 0 ? change(text) : text));
    expect(verdicts(stdout)).toEqual(stuck.map((_, index) => (index === 0 ? 'not proven' : 'STUCK')));
    expect(holds(stdout).slice(0, 4)).toContain(failing);
  });

  it('a stream that moved in between: not proven', async () => {
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
});
