import { gzipSync } from 'node:zlib';
import { S3ServiceException } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { printSamples, samplesKey } from '../lambdas/domain/records/archive.ts';
import { printInstant } from '../lambdas/domain/records/time.ts';
import { sampled } from './domain/samples.ts';
import { FIRST_WATCH, hostAt, later, runBefore, SPOKE, startHub } from './watched-hub.ts';

const OTHER = { accountId: '333344445555', region: 'eu-west-1' };
const key = samplesKey({ ...SPOKE, runAt: printInstant(runBefore(0)) });

describe('a place that means harm', () => {
  it.each([
    { what: 'at 24:00', of: key.replace('date=2026-11-22/1200', 'date=2026-11-21/2400') },
    { what: 'on a day that no month has', of: key.replace('date=2026-11-22', 'date=2026-10-32') },
  ])('can’t name a run $what, which would make what is known unreadable', async ({ of }) => {
    const hub = startHub();
    hub.put(of, printSamples([hostAt(SPOKE, 10)]), FIRST_WATCH);
    hub.write(OTHER, runBefore(0), [hostAt(OTHER, 70)]);
    await hub.watch(FIRST_WATCH);
    expect(await hub.watch(later(1))).not.toHaveProperty('isRestarted');
  });

  it('can’t name a run on the 30th of February', async () => {
    const hub = startHub();
    hub.put(
      key.replace('date=2026-11-22', 'date=2026-02-30'),
      printSamples([hostAt(SPOKE, 10)]),
      FIRST_WATCH,
    );
    await hub.watch(new Date('2026-03-05T12:05:00Z'));
    expect(await hub.watch(new Date('2026-03-05T12:20:00Z'))).not.toHaveProperty('isRestarted');
  });

  it('can’t count so many streams that what is known can’t be read', async () => {
    const hub = startHub();
    const much = (hostId: string) => ({
      ...sampled(hostId, {
        processes: [{ pid: 1, version: '2.8.11', streams: { stuck: Number.MAX_SAFE_INTEGER } }],
      } as never),
      ...SPOKE,
    });
    hub.write(SPOKE, runBefore(0), [much('i-1'), much('i-2'), much('i-3')]);
    await hub.watch(FIRST_WATCH);
    expect(await hub.watch(later(1))).not.toHaveProperty('isRestarted');
  });

  it('fills neither what is known nor the log with a host’s id', async () => {
    const hub = startHub();
    hub.write(SPOKE, runBefore(0), [hostAt(SPOKE, 50, 'i'.repeat(1_000_000))]);
    const result = await hub.watch(FIRST_WATCH);
    expect(JSON.stringify([result, await hub.watched()]).length).toBeLessThan(3_000);
  });

  it.each([
    { what: 'empty lines', line: '\n', detail: /empty lines without an end/ },
    {
      what: 'lines that are long',
      line: `${JSON.stringify({ ...hostAt(SPOKE, 1), more: 'x'.repeat(3_000_000) })}\n`,
      detail: /more than 4194304 characters/,
    },
  ])('is not read to the end of a run that unzips to any size: $what', async ({ line, detail }) => {
    const hub = startHub();
    hub.put(key, gzipSync(line.repeat(Math.ceil(64_000_000 / line.length))), FIRST_WATCH);
    hub.write(OTHER, runBefore(0), [hostAt(OTHER, 70)]);
    await hub.watch(FIRST_WATCH);
    expect(await hub.watched()).toMatchObject({
      places: [
        {},
        { ...SPOKE, trouble: { reason: 'unreadable', detail: expect.stringMatching(detail) } },
        {},
      ],
    });
  });

  it('that encrypts an object with a key of its own keeps no other from being watched', async () => {
    const hub = startHub();
    hub.write(SPOKE, runBefore(0), [hostAt(SPOKE, 10)]);
    hub.write(OTHER, runBefore(0), [hostAt(OTHER, 70)]);
    hub.clients.s3.middlewareStack.add(
      (next) => async (args) => {
        if ((args.input as { Key?: string }).Key !== key) return next(args);
        throw new S3ServiceException({
          name: 'InvalidRequest',
          $fault: 'client',
          $metadata: { httpStatusCode: 400 },
          message: 'The object was stored using a form of Server Side Encryption.',
        });
      },
      { step: 'initialize' },
    );
    expect(await hub.watch(FIRST_WATCH)).toMatchObject({ runs: 1 });
  });
});
