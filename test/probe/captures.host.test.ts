import { describe, expect, it, onTestFinished } from 'vitest';
import { DAY_SECONDS, HOUR_SECONDS } from '../../lambdas/domain/records/time.ts';
import {
  CAPTURES,
  type CaptureName,
  type CaptureStage,
  readCapture,
  startedEarlier,
} from '../lab/capture.ts';
import { type CaptureHost, startCaptureHost } from '../lab/capture-host.ts';
import { needs } from '../lab/needs.ts';
import { probe, runProbe } from '../lab/run-probe.ts';

const STUCK: Partial<Record<CaptureName, number>> = { 'v2.8.0': 300 };

/** The capture with its process and streams older, by a day unless said: only what is older than an hour can be stuck. */
async function replay(
  name: CaptureName,
  stage: CaptureStage = '30-after-020s',
  earlierSeconds = DAY_SECONDS,
): Promise<CaptureHost> {
  const host = await startCaptureHost(name, {
    answers: startedEarlier(readCapture(name, stage).answers, earlierSeconds),
    deadSockets: 2 * (STUCK[name] ?? 0),
    uptimeSeconds: earlierSeconds + 60,
  });
  onTestFinished(host.stop);
  return host;
}

const required = needs('socat');

describe.skipIf(required.missing)(required.title('the probe over recordings of real builds'), () => {
  it.each(CAPTURES)('counts the streams of %s that are known to be stuck, and no other', async (name) => {
    const { procfs } = await replay(name);
    const stuck = STUCK[name] ?? 0;
    const { processes, notes } = await probe(['--procfs', procfs]);
    expect(processes).toHaveLength(1);
    expect(processes[0]).toMatchObject({
      state: 'running',
      uptimeSeconds: DAY_SECONDS + 60,
      deadSockets: 2 * stuck,
      connections: { current: 25 + stuck, max: 8000 },
      streams: {
        total: 25 + stuck,
        stuck,
        stuckOlderThan: { '1h': stuck, '6h': stuck, '24h': stuck, '7d': 0 },
      },
    });
    expect(processes[0]?.streams.scan).toBe('all');
    expect(notes).toEqual([]);
  });

  it.each([
    ...CAPTURES.map((name) => ({ name, stage: '10-healthy' as const, stuck: 0 })),
    ...CAPTURES.map((name) => ({ name, stage: '40-healthy-gone' as const, stuck: STUCK[name] ?? 0 })),
  ])('counts $stuck stuck streams in $name at $stage', async ({ name, stage, stuck }) => {
    const { procfs } = await replay(name, stage);
    const { processes } = await probe(['--procfs', procfs]);
    expect(processes[0]?.streams).toMatchObject({ stuck, scan: 'all' });
  });

  it('counts healthy streams without a timer as such, and not as stuck', async () => {
    const { procfs } = await replay('v2.8.0-fixed');
    const { processes } = await probe(['--procfs', procfs]);
    // Three idle and three back-pressured tunnels of a proxy without timeouts.
    expect(processes[0]?.streams).toMatchObject({ untimed: 6, stuck: 0, oldestStuckSeconds: 0 });
  });

  it.each([
    { name: 'v2.8.0' as const, currentTls: 0 },
    // Built without TLS, so it has no such figure.
    { name: 'v2.4.0' as const, currentTls: null },
  ])('counts $currentTls TLS connections in $name', async ({ name, currentTls }) => {
    const { procfs } = await replay(name);
    const { processes } = await probe(['--procfs', procfs]);
    expect(processes[0]?.connections.currentTls).toBe(currentTls);
  });

  it.each([
    { hours: 2, stuckOlderThan: { '1h': 300, '6h': 0, '24h': 0, '7d': 0 } },
    { hours: 7, stuckOlderThan: { '1h': 300, '6h': 300, '24h': 0, '7d': 0 } },
  ])('counts streams of $hours hours by their age', async ({ hours, stuckOlderThan }) => {
    const { procfs } = await replay('v2.8.0', '30-after-020s', hours * HOUR_SECONDS);
    const { processes } = await probe(['--procfs', procfs]);
    expect(processes[0]?.streams).toMatchObject({ stuck: 300, stuckOlderThan });
  });

  it('takes no young stream for stuck', async () => {
    const { answers } = readCapture('v2.8.0');
    const host = await startCaptureHost('v2.8.0', { answers, deadSockets: 600, uptimeSeconds: 60 });
    onTestFinished(host.stop);
    const { processes } = await probe(['--procfs', host.procfs]);
    expect(processes[0]?.streams).toMatchObject({ untimed: 306, stuck: 0 });
    expect(processes[0]?.deadSockets).toBe(600);
  });

  it('reads the kernel and the configuration', async () => {
    const { procfs } = await replay('v2.8.0');
    const { tcp, kernel, processes } = await probe(['--procfs', procfs]);
    expect(tcp).toEqual({
      inUse: 112,
      orphan: 0,
      timeWait: 30,
      allocated: 714,
      inUse6: 0,
      memoryPages: 23_579,
      memoryLowPages: 287_901,
      memoryPressurePages: 383_868,
      memoryHighPages: 575_802,
      pressureEvents: 0,
      abortsOnMemory: 0,
      orphansMaximum: null,
    });
    expect(kernel).toMatchObject({
      cpuCount: 2,
      uptimeSeconds: 8_640_000,
      memoryTotalBytes: 24_684_100 * 1024,
    });
    expect(processes[0]).toMatchObject({
      version: '2.8.0-fdd8154ed',
      openFiles: 668,
      maxOpenFiles: 20_000,
      residentBytes: 47_720 * 1024,
      connections: { cumulative: 1_147 },
      requestsCumulative: 1_116,
      bytesOutCumulative: 37_011_369,
      pools: { allocatedBytes: 22_125_680, usedBytes: 22_125_680 },
      config: {
        clientTimeoutSeconds: 600,
        serverTimeoutSeconds: 600,
        tunnelTimeoutSeconds: 3600,
        untimedProxies: 2,
        clientTcpUserTimeoutSeconds: null,
        serverTcpUserTimeoutSeconds: null,
        hardStopAfterSeconds: null,
      },
    });
  });

  it.each([
    { name: 'v2.8.0' as const, asked: ['show info', 'show sess'] },
    { name: '3.2.26-deb' as const, asked: ['show info', 'show sess susp'] },
  ])('asks $name for $asked alone', async ({ name, asked }) => {
    const host = await replay(name);
    await probe(['--procfs', host.procfs]);
    expect(host.commands).toEqual(asked);
  });

  it('prints one ASCII line and nothing else', async () => {
    const { procfs } = await replay('v2.8.0');
    const { stdout, stderr, exitCode } = await runProbe(['--procfs', procfs]);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(stdout).toMatch(/^[\x20-\x7e]{1,2399}\n$/);
  });
});
