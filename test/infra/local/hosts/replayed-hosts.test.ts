import { describe, expect, it } from 'vitest';
import { RECORDINGS, replayedHost } from '../../../../infra/local/hosts/replayed-hosts.ts';
import { DAY_SECONDS } from '../../../../lambdas/domain/records/time.ts';
import { readProbeOutput } from '../../../../lambdas/probe/probe-output.ts';

describe('replayed hosts', () => {
  it('answer with the instant at which they are asked', async () => {
    const [recording] = RECORDINGS;
    if (recording === undefined) throw new Error('no recordings');
    const host = replayedHost(recording, { hostId: 'i-0', availabilityZone: 'a', tags: {} });
    const sentAt = new Date('2026-11-22T16:05:01Z');
    const { stdout } = await host.answer({ commandId: 'c', documentName: 'probe', sentAt });
    const output = readProbeOutput(stdout, { from: sentAt, to: sentAt });
    expect(output).toMatchObject({
      reading: {
        takenAt: '2026-11-22T16:05:01Z',
        notes: [],
        processes: [{ startedAt: '2026-11-21T16:04:01Z', uptimeSeconds: DAY_SECONDS + 60 }],
      },
    });
  });
});
