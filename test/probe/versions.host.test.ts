import { describe, expect, it, onTestFinished } from 'vitest';
import { DAY_SECONDS } from '../../lambdas/domain/records/time.ts';
import { type CaptureName, readCapture, startedEarlier } from '../lab/capture.ts';
import { startCaptureHost } from '../lab/capture-host.ts';
import { needs } from '../lab/needs.ts';
import { probe } from '../lab/run-probe.ts';

async function replay(
  name: CaptureName,
  version: string,
  { sess, info = (text) => text }: { sess?: string; info?: (text: string) => string } = {},
) {
  const captured = startedEarlier(readCapture(name).answers, DAY_SECONDS);
  const answers = {
    ...captured,
    'show info': info((captured['show info'] ?? '').replace(/^Version: .*$/m, `Version: ${version}`)),
    ...(sess === undefined ? {} : { 'show sess': sess, 'show sess susp': sess }),
  };
  const host = await startCaptureHost(name, { answers, deadSockets: 0, uptimeSeconds: DAY_SECONDS + 60 });
  onTestFinished(host.stop);
  const { processes, notes } = await probe(['--procfs', host.procfs]);
  return { process: processes[0], notes, commands: host.commands };
}

const withCurrStreams = (text: string) =>
  text.replace(/^CurrConns:.*$/m, (line) => `${line}\nCurrStreams: 26`);

/** A stream of 2 h in the terse form of each line of releases: timers gone, one side closed. */
const TERSE = {
  '2.4': (timer: string, front: string, back: string) =>
    `0x55d0: proto=tcpv4 src=192.0.2.1:5 fe=f be=b srv=s ts=00 epoch=0x5 age=2h calls=3 rate=0 cpu=0 lat=0 rq[f=808000h,i=0,an=00h,rx=,wx=,ax=] rp[f=80008000h,i=0,an=00h,rx=,wx=${timer},ax=] s0=[${front},200008h,fd=38,ex=] s1=[${back},200018h,fd=39,ex=] exp=`,
  '2.6': (timer: string, front: string, back: string) =>
    `0x55d0: proto=tcpv4 src=192.0.2.1:5 fe=f be=b srv=s ts=00 epoch=0x5 age=2h calls=3 rate=0 cpu=0 lat=0 rq[f=808000h,i=0,an=00h,rx=,wx=,ax=] rp[f=80008000h,i=0,an=00h,rx=,wx=${timer},ax=] scf=[${front},8h,fd=38] scb=[${back},18h,fd=39] exp= rc=0 c_exp=`,
  '2.8': (timer: string, front: string, back: string) =>
    `0x55d0: proto=tcpv6 src=[2001:db8::1]:5 fe=f be=b srv=s ts=00 epoch=0x5 age=2h calls=3 rate=0 cpu=0 lat=0 rq[f=808000h,i=0,an=00h,ax=] rp[f=80008000h,i=0,an=00h,ax=] scf=[${front},0h,fd=38,rex=?,wex=] scb=[${back},1h,fd=39,rex=,wex=${timer}] exp= rc=0 c_exp= run(nice=0) uri="GET /exp=9m HTTP/1.1"`,
};

const required = needs('socat');

describe.skipIf(required.missing)(required.title('releases'), () => {
  it.each([
    ['2.4.0', 'v2.4.0'],
    ['2.6.12-1+deb12u4', '2.6.12-deb'],
    ['2.8.5-1ubuntu3.4', 'v2.8.0'],
    ['2.9.0', 'v2.9.0'],
    ['3.0.11-1+deb13u5', 'v2.9.0'],
    ['3.1.0', 'v2.9.0'],
    ['3.2-dev7-abcdef-12', 'v2.9.0'],
    ['2.8.0-1.0.0-321.456 (hapee)', 'v2.8.0'],
  ] as const)('%s is asked for all streams', async (version, capture) => {
    const { process, commands } = await replay(capture, version, { info: withCurrStreams });
    expect(commands).toEqual(['show info', 'show sess']);
    expect(process?.version).toBe(version.replaceAll(/[()]/g, '?').replaceAll(' ', '?'));
  });

  it.each(['3.2.26-1', '3.3.0', '3.3-dev4-1a2b3c', '3.4.7-1~bpo12+1', '4.0.1'])(
    '%s is asked for suspects alone, and CurrStreams has the rest',
    async (version) => {
      const { process, commands } = await replay('3.2.26-deb', version);
      expect(commands).toEqual(['show info', 'show sess susp']);
      expect(process).toMatchObject({ version, streams: { total: 25, stuck: 0, scan: 'all' } });
    },
  );

  it('a release without CurrStreams is asked for all', async () => {
    const info = (text: string) => text.replace(/^CurrStreams:.*\n/m, '');
    const { commands } = await replay('3.2.26-deb', '3.2.0', { info });
    expect(commands).toEqual(['show info', 'show sess']);
  });

  it.each(
    (['2.4', '2.6', '2.8'] as const).flatMap((format) => [
      { format, what: 'one side closed', line: TERSE[format]('', '10', '8'), untimed: 1, stuck: 1 },
      { format, what: 'the other side closing', line: TERSE[format]('', '8', '9'), untimed: 1, stuck: 1 },
      { format, what: 'both sides closed', line: TERSE[format]('', '10', '10'), untimed: 1, stuck: 0 },
      { format, what: 'a tunnel without timers', line: TERSE[format]('', '8', '8'), untimed: 1, stuck: 0 },
      { format, what: 'a timer that runs', line: TERSE[format]('9m58s', '10', '8'), untimed: 0, stuck: 0 },
      { format, what: 'a timer in the past', line: TERSE[format]('?', '10', '8'), untimed: 1, stuck: 1 },
      {
        format,
        what: 'a young stream',
        line: TERSE[format]('', '10', '8').replace('age=2h', 'age=59m59s'),
        untimed: 1,
        stuck: 0,
      },
      {
        format,
        what: 'its own socket',
        line: TERSE[format]('', '10', '8')
          .replace(/proto=\w+/, 'proto=unix_stream')
          .replace(/fe=\w+/, 'fe=GLOBAL'),
        untimed: 0,
        stuck: 0,
      },
      {
        format,
        what: 'traffic on a Unix socket between two proxies',
        line: TERSE[format]('', '10', '8').replace(/proto=\w+/, 'proto=unix_stream'),
        untimed: 1,
        stuck: 1,
      },
    ]),
  )('of $format count $untimed untimed, $stuck stuck for $what', async ({ format, line, untimed, stuck }) => {
    const capture = format === '2.4' ? 'v2.4.0' : format === '2.6' ? '2.6.12-deb' : 'v2.8.0';
    const { process } = await replay(capture, `${format}.3`, { sess: `${line}\n\n` });
    expect(process?.streams).toMatchObject({ untimed, stuck, scan: 'all' });
  });

  it.each([
    { flags: '8000h', stuck: 1 },
    { flags: '1d201h', stuck: 1 },
    { flags: '28000h', stuck: 0 },
    { flags: '30000h', stuck: 0 },
    { flags: '0h', stuck: 0 },
  ])('count $stuck stuck for a side asked to shut down with flags $flags', async ({ flags, stuck }) => {
    const line = TERSE['2.8']('', '8', '8').replace('scb=[8,1h', `scb=[8,${flags}`);
    const { process } = await replay('v2.8.0', '2.8.3', { sess: `${line}\n\n` });
    expect(process?.streams.stuck).toBe(stuck);
  });

  it('count a stream whose age is beyond the process, but in no bucket', async () => {
    const line = TERSE['2.8']('', '10', '8').replace('age=2h', 'age=20828d14h');
    const { process } = await replay('v2.8.0', '2.8.3', { sess: `${line}\n\n` });
    expect(process?.streams).toMatchObject({
      stuck: 1,
      stuckOlderThan: { '1h': 0, '6h': 0, '24h': 0, '7d': 0 },
      oldestStuckSeconds: 0,
    });
  });

  it.each([
    {
      what: 'too many streams',
      from: /^CurrConns: .*$/m,
      to: 'CurrConns: 20001',
      scan: 'skipped: too many streams',
    },
    { what: 'no time', from: /^Idle_pct: .*$/m, to: 'Idle_pct: 19', scan: 'skipped: busy' },
  ])('are not asked for streams with $what, and the scan says so', async ({ from, to, scan }) => {
    const { process, commands } = await replay('v2.8.0', '2.8.0', { info: (text) => text.replace(from, to) });
    expect(commands).toEqual(['show info']);
    expect(process?.streams).toMatchObject({ total: null, stuck: null, scan });
  });
});
