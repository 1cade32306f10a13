import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  assessmentKey,
  binsKey,
  latestAssessmentKey,
  parseBins,
  parseSamples,
  placeFolder,
  printBins,
  printSamples,
  reportKey,
  sampledRunAt,
  samplesFolder,
  samplesKey,
} from '../../../lambdas/domain/records/archive.ts';
import type { Bin } from '../../../lambdas/domain/records/bin.ts';
import { deriveBins } from '../all-bins.ts';
import { malformed, sampled, unreachable, worker } from '../samples.ts';

describe('sampledRunAt', () => {
  it('is the instant of the run whose samples lie there', () => {
    const runAt = '2026-11-22T16:05:00Z';
    expect(sampledRunAt(samplesKey({ runAt, accountId: '111122223333', region: 'eu-west-1' }))).toBe(runAt);
  });

  it.each([
    'samples/account=1/region=x/date=2026-11-22/2560.ndjson.gz',
    'samples/account=1/region=x/date=2026-13-41/1600.ndjson.gz',
    'samples/account=1/region=x/date=2026-11-22/2400.ndjson.gz',
    'samples/account=1/region=x/date=2026-02-30/1600.ndjson.gz',
    'samples/account=1/region=x/date=2026-11-22/1600.ndjson',
    'samples/notes.txt',
  ])('is null for %s', (key) => {
    expect(sampledRunAt(key)).toBeNull();
  });
});

describe('samplesKey', () => {
  it.each([
    { runAt: '2026-11-22T16:05:00Z', key: 'date=2026-11-22/1605' },
    { runAt: '2026-01-01T00:00:00Z', key: 'date=2026-01-01/0000' },
  ])('names $runAt $key', ({ runAt, key }) => {
    expect(samplesKey({ runAt, accountId: '111122223333', region: 'eu-west-1' })).toBe(
      `samples/account=111122223333/region=eu-west-1/${key}.ndjson.gz`,
    );
  });
});

describe('the folder of a place', () => {
  const place = { accountId: '111122223333', region: 'eu-west-1' };

  it('begins with the fleet where it has a name', () => {
    expect(placeFolder(place)).toBe('account=111122223333/region=eu-west-1/');
    expect(placeFolder({ ...place, fleetName: 'edge' })).toBe(
      'fleet=edge/account=111122223333/region=eu-west-1/',
    );
  });

  it('is that of each key', () => {
    const run = { ...place, fleetName: 'edge', runAt: '2026-11-22T15:00:00Z' };
    const keys = [
      samplesKey(run),
      samplesFolder(run),
      binsKey(run),
      assessmentKey(run),
      latestAssessmentKey(run),
      reportKey(run, '2026-W47', 'hosts.csv'),
    ];
    for (const key of keys)
      expect(key).toMatch(/^[a-z]+\/fleet=edge\/account=111122223333\/region=eu-west-1\//);
    expect(sampledRunAt(samplesKey(run))).toBe(run.runAt);
  });
});

describe('binsKey', () => {
  it.each([
    { runAt: '2026-11-22T15:00:00Z', key: 'date=2026-11-22/15' },
    { runAt: '2026-11-22T17:59:59Z', key: 'date=2026-11-22/15' },
    { runAt: '2026-11-22T02:59:00Z', key: 'date=2026-11-22/00' },
  ])('names the bin of $runAt $key', ({ runAt, key }) => {
    expect(binsKey({ runAt, accountId: '111122223333', region: 'eu-west-1' })).toBe(
      `bins/account=111122223333/region=eu-west-1/${key}.ndjson.gz`,
    );
  });
});

describe('lines of samples', () => {
  const samples = [
    sampled('i-a', { processes: [worker({ stuck: 3 })] }),
    unreachable('i-b'),
    malformed('i-c'),
  ];

  it('are the same text whatever the order of the samples', () => {
    const text = printSamples(samples);
    fc.assert(
      fc.property(
        fc.shuffledSubarray(samples, { minLength: samples.length }),
        (order) => printSamples(order) === text,
      ),
    );
  });

  it('are read back as they were', () => {
    expect(parseSamples(printSamples(samples), 'a.ndjson')).toEqual({ records: samples, issues: [] });
  });

  it('are read from files that other programs began with a byte order mark, also where they were joined', () => {
    const text = samples.map((sample) => `\uFEFF${printSamples([sample])}`).join('');
    const { records, issues } = parseSamples(text, 'a.ndjson');
    expect(issues).toEqual([]);
    expect(records).toHaveLength(samples.length);
  });

  it('may lack what is optional and have what nobody knows', () => {
    const line = {
      schema: 1,
      runAt: '2026-11-22T16:05:00Z',
      hostId: 'i-a',
      accountId: '1',
      region: 'r',
      outcome: 'sampled',
      probe: '2.0.0',
      takenAt: '2026-11-22T16:05:04Z',
      kernel: {},
      tcp: { memoryPages: 5, future: true },
      processes: [{ connections: {}, streams: { scan: 'all' }, pools: {} }],
      weather: 'fine',
    };
    const { records: samples, issues } = parseSamples(JSON.stringify(line), 'a.ndjson');
    expect(issues).toEqual([]);
    expect(samples).toMatchObject([
      {
        role: null,
        tcp: { memoryPages: 5, inUse: null },
        processes: [{ pid: null, streams: { stuck: null } }],
      },
    ]);
    expect(samples[0]).not.toHaveProperty('weather');
  });

  it.each([
    { of: 'no JSON', line: '{"schema":1', path: '', message: 'not JSON' },
    { of: 'another schema', change: { schema: 2 }, path: 'schema' },
    { of: 'an unknown outcome', change: { outcome: 'lost' }, path: 'outcome' },
    { of: 'no host', change: { hostId: '' }, path: 'hostId' },
    { of: 'a text for a number', change: { tcp: { memoryPages: '5' } }, path: 'tcp.memoryPages' },
    { of: 'a number below nought', change: { tcp: { memoryPages: -5 } }, path: 'tcp.memoryPages' },
    { of: 'an instant without its zone', change: { runAt: '2026-11-22T16:05:00' }, path: 'runAt' },
    {
      of: 'a wrong worker',
      change: { processes: [{ connections: {}, streams: { scan: 'all', stuck: 'many' }, pools: {} }] },
      path: 'processes[0].streams.stuck',
    },
  ])(
    '$of is refused by file, line and path, and takes no other line with it',
    ({ line, change, path, message }) => {
      const wrong = line ?? JSON.stringify({ ...samples[0], ...change });
      const text = `${printSamples(samples.slice(0, 2))}\n${wrong}\n${printSamples(samples.slice(2))}`;
      const read = parseSamples(text, 'archive/1605.ndjson');
      expect(read.records).toEqual(samples);
      expect(read.issues).toEqual([
        { file: 'archive/1605.ndjson', line: 4, path, message: message ?? expect.stringMatching(/./) },
      ]);
    },
  );
});

describe('records that lie under a place', () => {
  const key = samplesKey({ runAt: '2026-11-22T16:05:00Z', accountId: '111122223333', region: 'eu-west-1' });
  const own = sampled('i-1');
  const bin = deriveBins([own])[0] as Bin;

  it.each([
    { path: 'accountId', said: '444455556666', place: '111122223333' },
    { path: 'region', said: 'us-east-1', place: 'eu-west-1' },
  ])('are refused where their $path is another one, with file, line and path', ({ path, said, place }) => {
    const issue = { line: 2, path, message: `it says ${said}, and it lies under ${place}` };
    const forged = { ...own, hostId: 'i-2', [path]: said };
    const file = `s3://bucket/${key}`;
    expect(parseSamples(`${printSamples([own])}${JSON.stringify(forged)}\n`, file)).toEqual({
      records: [own],
      issues: [{ file, ...issue }],
    });
    const bins = `copy/${key.replace('samples', 'bins')}`;
    expect(parseBins(`${printBins([bin])}${JSON.stringify({ ...bin, [path]: said })}\n`, bins)).toEqual({
      records: [bin],
      issues: [{ file: bins, ...issue }],
    });
  });

  it('are of the place where they say none', () => {
    const { accountId: _, region: __, ...unplaced } = own;
    expect(parseSamples(JSON.stringify(unplaced), key)).toEqual({ records: [own], issues: [] });
    const none = { ...bin, accountId: 'none', region: 'none' };
    expect(parseBins(JSON.stringify(none), key)).toEqual({ records: [bin], issues: [] });
  });

  it('are of any place under a name that says none', () => {
    expect(parseSamples(printSamples([own]), 'samples/account=none/region=none/a.ndjson').records).toEqual([
      own,
    ]);
    expect(parseSamples(printSamples([own]), 'a.ndjson').records).toEqual([own]);
  });
});
