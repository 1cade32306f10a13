import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { filesOf } from '../../../cli/archive/archive-files.ts';
import { parseSamples } from '../../../lambdas/domain/records/archive.ts';
import type { Sample, SampledHost } from '../../../lambdas/domain/records/sample.ts';
import { type MadeSeries, madeSeries, type Scraping } from '../../history/made-series.ts';
import { FLEET, LEAKING, removedArchives } from '../archives.ts';
import { auditor } from '../auditor.ts';
import { answer, fakePrometheus, refusal } from '../import/fake-prometheus.ts';

const archive = removedArchives();
const newFolder = (): string => archive({});

const UNTIL = '2026-10-08T00:00:00Z';
const IN_TIME = ({ runAt }: Sample) => runAt > '2026-10-06T00:00:00Z' && runAt <= UNTIL;
const scraped = (changed: Partial<Scraping> = {}, samples: readonly Sample[] = FLEET.filter(IN_TIME)) =>
  madeSeries(samples, {
    offsetSeconds: 20,
    labelsAt: () => ({}),
    exporters: ['node', 'haproxy', 'process'],
    ...changed,
  });
const ofNode = (label: string) =>
  scraped().map((series) => ({ ...series, labels: { ...series.labels, node: label } }));

async function importing(url: string, ...options: string[]) {
  const out = newFolder();
  const times = ['--days', '2', '--step', '1h', '--until', UNTIL];
  const words = ['import', 'prometheus', '--url', url, ...times, '--out', out, ...options];
  return { out, words, ...(await auditor(words)) };
}

function readArchive(folder: string): Sample[] {
  return (filesOf(folder) ?? []).flatMap((file) => {
    const { records, issues } = parseSamples(gunzipSync(readFileSync(file)).toString(), file);
    expect(issues).toEqual([]);
    return records;
  });
}

const sampled = (samples: readonly Sample[]): SampledHost[] =>
  samples.filter((sample): sample is SampledHost => sample.outcome === 'sampled');
const idsOf = (samples: readonly Sample[]) => [...new Set(samples.map(({ hostId }) => hostId))].sort();

describe('auditor import prometheus', () => {
  it('writes what the exporters know of each host and run, and leaves the rest unknown', async () => {
    const { url } = await fakePrometheus(scraped());
    const { out, status, stderr, stdout } = await importing(url);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const samples = sampled(readArchive(out));
    const truth = sampled(FLEET.filter(IN_TIME));
    expect(samples).toHaveLength(truth.length);
    for (const was of truth) {
      const sample = samples.find(({ hostId, runAt }) => hostId === was.hostId && runAt === was.runAt);
      const [worker] = was.processes.filter(({ state }) => state === 'running');
      const { memoryPages, allocated, inUse, inUse6, orphan, timeWait } = was.tcp;
      expect(sample?.tcp).toMatchObject({ memoryPages, allocated, inUse, inUse6, orphan, timeWait });
      expect(sample?.kernel).toMatchObject({ pageBytes: was.kernel.pageBytes, cpuCount: 2 });
      expect(sample?.processes).toMatchObject([
        {
          version: worker?.version,
          startedAt: worker?.startedAt,
          connections: worker?.connections,
          requestsCumulative: worker?.requestsCumulative,
          pools: worker?.pools,
          openFiles: was.processes.reduce((sum, { openFiles }) => sum + (openFiles ?? 0), 0),
          deadSockets: null,
          streams: { stuck: null },
        },
      ]);
      expect(sample).toMatchObject({ source: 'prometheus', probe: null, takenAt: null, accountId: 'none' });
    }
    expect(stdout).toContain('144 samples of 3 hosts, 2026-10-06 01:00 UTC to 2026-10-08 00:00 UTC');
    expect(stdout).toMatch(/^dead sockets +0% {2}without it, a leak of sockets is told by$/m);
    expect(stdout).toContain('The limits of TCP memory are assumed');
  });

  it('writes the same bytes again, and a file a run', async () => {
    const { url } = await fakePrometheus(scraped());
    const [first, second] = [await importing(url), await importing(url)];
    const contents = (folder: string) =>
      (filesOf(folder) ?? []).map((file) => [
        file.slice(folder.length),
        readFileSync(file).toString('base64'),
      ]);
    expect(contents(first.out)).toEqual(contents(second.out));
    expect(contents(first.out)).toHaveLength(48);
    expect(contents(first.out)[0]?.[0]).toMatch(
      /^\/samples\/account=none\/region=none\/date=2026-10-06\/0100\.import-[0-9a-f]{8}\.ndjson\.gz$/,
    );
  });

  it('goes on where it broke off, and asks for nothing twice', async () => {
    let isRefusing = true;
    const { url, questions } = await fakePrometheus(scraped(), (question, response) => {
      const isSecondDay = question.from >= Date.parse('2026-10-07T00:00:00Z') / 1000;
      if (isRefusing && isSecondDay) answer(response, 401, refusal('unauthorized', 'token expired'));
      return isRefusing && isSecondDay;
    });
    const broken = await importing(url);
    expect(broken.status).toBe(4);
    expect(broken.stderr).toMatch(
      /^error: \S+ answers 401: token expired; it wants another user or token\nWhole days that were read are kept: the same command goes on\.\n$/,
    );
    const before = questions.length;
    isRefusing = false;
    const { status, stdout } = await auditor(broken.words);
    expect(status).toBe(0);
    expect(stdout).toContain('144 samples of 3 hosts');
    const since = questions.slice(before).map(({ from }) => from);
    expect(Math.min(...since)).toBe(Date.parse('2026-10-07T00:00:00Z') / 1000);
    expect((await auditor(broken.words)).stdout).toBe(stdout);
    expect(questions).toHaveLength(before + since.length);
  });

  it('asks one question at a time', async () => {
    let open = 0;
    let most = 0;
    const { url } = await fakePrometheus(scraped(), (_, response) => {
      open += 1;
      most = Math.max(most, open);
      response.on('close', () => {
        open -= 1;
      });
      return false;
    });
    await importing(url);
    expect(most).toBe(1);
  });

  it.each([
    { what: 'one label', series: ofNode('lb-1'), options: ['--join', 'node'], ids: ['lb-1'] },
    {
      what: 'the first of several labels',
      series: ofNode('lb-1'),
      options: ['--join', 'host,node'],
      ids: ['lb-1'],
    },
    { what: 'instances without their ports', series: scraped(), options: [], ids: idsOf(FLEET) },
  ])('joins series by $what', async ({ series, options, ids }) => {
    const { url } = await fakePrometheus(series);
    const { out } = await importing(url, ...options);
    expect(idsOf(readArchive(out))).toEqual(ids);
  });

  it('gives hosts the ids of a host map, whether it names them with a port or without', async () => {
    const file = join(newFolder(), 'map.json');
    writeFileSync(
      file,
      JSON.stringify([
        [`${LEAKING}:8405`, 'i-1'],
        [LEAKING, 'i-1'],
        ['i-steady-3', 'i-3'],
      ]),
    );
    const { url } = await fakePrometheus(scraped());
    const { out } = await importing(
      url,
      '--host-map',
      file,
      '--account',
      '111122223333',
      '--region',
      'eu-west-1',
    );
    const samples = readArchive(out);
    expect(idsOf(samples)).toEqual(['i-1', 'i-3', 'i-steady-4']);
    expect(samples[0]).toMatchObject({ accountId: '111122223333', region: 'eu-west-1' });
    expect(sampled(samples).every(({ tcp }) => tcp.memoryPages !== null)).toBe(true);
  });

  it('takes each figure once of servers that scrape the same hosts, and fills their gaps', async () => {
    const of = (replica: string, offsetSeconds: number, isAway: (hour: number) => boolean) =>
      scraped({
        offsetSeconds,
        labelsAt: (at) => (isAway(new Date(at * 1000).getUTCHours()) ? null : { replica }),
      });
    const pair = [...of('a', 20, (hour) => hour < 6), ...of('b', 40, (hour) => hour === 12)];
    const { url } = await fakePrometheus(pair);
    const { out } = await importing(url);
    const samples = sampled(readArchive(out));
    expect(samples).toHaveLength(144);
    expect(samples.every(({ processes }) => processes.length === 1)).toBe(true);
    const truth = sampled(FLEET).find(
      ({ hostId, runAt }) => hostId === LEAKING && runAt === samples[0]?.runAt,
    );
    expect(samples.find(({ hostId }) => hostId === LEAKING)?.processes[0]?.openFiles).toBe(
      truth?.processes[0]?.openFiles,
    );
  });

  it('follows a host over labels that change', async () => {
    const { url } = await fakePrometheus(
      scraped({
        labelsAt: (at) => ({
          [at < Date.parse('2026-10-07') / 1000 ? 'role' : 'tier']: 'edge',
          pod: `p${at % 7}`,
        }),
      }),
    );
    const { out } = await importing(url, '--role-label', 'role');
    const samples = sampled(readArchive(out));
    expect(samples).toHaveLength(144);
    expect(samples.filter(({ runAt }) => runAt < '2026-10-07').every(({ role }) => role === 'edge')).toBe(
      true,
    );
  });

  it('says that a host did not answer where others did, and nothing where nobody was asked', async () => {
    const silent = (hour: number) => hour === 5 || hour === 6;
    const hourOf = (at: number) => new Date((at + 20) * 1000).getUTCHours();
    const all = scraped({ labelsAt: (at) => (hourOf(at) === 9 ? null : {}) });
    const series = all.map((each) => ({
      ...each,
      points: each.labels.instance?.startsWith(LEAKING)
        ? each.points.filter(([at]) => !silent(hourOf(at)))
        : each.points,
    }));
    const { url } = await fakePrometheus(series);
    const { out } = await importing(url);
    const samples = readArchive(out);
    const unreachable = samples.filter(({ outcome }) => outcome === 'unreachable');
    expect(unreachable).toHaveLength(4);
    expect(unreachable[0]).toMatchObject({ hostId: LEAKING, reason: 'NoSeries' });
    expect(samples.filter(({ runAt }) => runAt.includes('T09:'))).toEqual([]);
  });

  it('of two HAProxies on a host has two, and leaves open whose the sums of their group are', async () => {
    const another = scraped({ exporters: ['haproxy'] }).map((series) => ({
      ...series,
      labels: { ...series.labels, instance: series.labels.instance?.replace(':8405', ':8406') ?? '' },
    }));
    const { url } = await fakePrometheus([...scraped(), ...another]);
    const { out } = await importing(url);
    const [sample] = sampled(readArchive(out));
    expect(
      sample?.processes.map(({ openFiles, connections }) => [openFiles, connections.max !== null]),
    ).toEqual([
      [null, true],
      [null, true],
    ]);
  });

  it('reads the exporter of before, and only where HAProxy has none of its own', async () => {
    const old = (host: string): MadeSeries[] => {
      const points = Array.from({ length: 49 }, (_, hour): [number, number] => [
        Date.parse('2026-10-06T00:00:00Z') / 1000 + hour * 3600 - 20,
        hour,
      ]);
      const labels = { instance: `${host}:9101`, job: 'haproxy' };
      const ofFrontend = (name: string, frontend: string) => ({
        name,
        labels: { ...labels, frontend },
        points,
      });
      return [
        ofFrontend('haproxy_frontend_current_sessions', 'http'),
        ofFrontend('haproxy_frontend_current_sessions', 'https'),
        ofFrontend('haproxy_frontend_connections_total', 'http'),
        { name: 'haproxy_version_info', labels: { ...labels, version: '2.8.11' }, points },
      ];
    };
    const { url } = await fakePrometheus([...scraped(), ...old('lb-old'), ...old(LEAKING)]);
    const { out } = await importing(url);
    const samples = sampled(readArchive(out)).filter(({ runAt }) => runAt === '2026-10-06T10:00:00Z');
    expect(samples.find(({ hostId }) => hostId === 'lb-old')?.processes).toMatchObject([
      { version: '2.8.11', connections: { current: 20, cumulative: 10, max: null }, startedAt: null },
    ]);
    expect(samples.find(({ hostId }) => hostId === LEAKING)?.processes).toHaveLength(1);
  });

  it('leaves out hosts without HAProxy, unless it is told which hosts are meant', async () => {
    const database = scraped({ exporters: ['node'], labelsAt: () => ({ env: 'prod' }) }).map((series) => ({
      ...series,
      labels: { ...series.labels, instance: `db-${series.labels.instance}` },
    }));
    const { url } = await fakePrometheus([...scraped(), ...database]);
    expect(idsOf(readArchive((await importing(url)).out))).toEqual(idsOf(FLEET));
    const { out, stdout } = await importing(url, '--match', '{env="prod"}');
    expect(idsOf(readArchive(out))).toEqual(idsOf(FLEET).map((id) => `db-${id}`));
    expect(stdout).toMatch(/^HAProxy release +0%/m);
  });

  it('says where the exporters of a host have different names', async () => {
    const series = scraped().map((each) => ({
      ...each,
      labels: {
        ...each.labels,
        instance: each.name.startsWith('node_') ? '10.0.0.7:9100' : (each.labels.instance ?? ''),
      },
    }));
    const { url } = await fakePrometheus(series);
    const { stdout } = await importing(url);
    expect(stdout.replaceAll('\n', ' ')).toMatch(
      /Of 3 hosts of 3 there is no series of node_exporter under the same name \(i-leaking, .*\)\. If the hosts have it, give a label/,
    );
  });

  it('does not believe figures that no host can have', async () => {
    const wrong: Record<string, number> = {
      node_sockstat_TCP_alloc: Number.NaN,
      node_sockstat_TCP_inuse: -1,
      node_sockstat_TCP_orphan: Number.POSITIVE_INFINITY,
      haproxy_process_current_connections: 4294967291,
      haproxy_process_requests_total: 1e300,
      haproxy_process_start_time_seconds: 1e12,
    };
    const series = scraped().map((each) => ({
      ...each,
      labels: each.labels.version ? { ...each.labels, version: '2.8.11'.repeat(1000) } : each.labels,
      points: each.points.map(([at, value]): [number, number] => [at, wrong[each.name] ?? value]),
    }));
    const { url } = await fakePrometheus(series);
    const { out, status } = await importing(url);
    expect(status).toBe(0);
    const [sample] = sampled(readArchive(out));
    expect(sample?.tcp).toMatchObject({ allocated: null, inUse: null, orphan: null });
    const [worker] = sample?.processes ?? [];
    expect(worker).toMatchObject({
      startedAt: null,
      requestsCumulative: null,
      connections: { current: null },
    });
    expect(worker?.version).toHaveLength(128);
  });

  it('answers 2 where the server has nothing of the exporters, and says what to try', async () => {
    const { url } = await fakePrometheus([]);
    const { status, stderr } = await importing(url);
    expect(status).toBe(2);
    expect(stderr).toContain('say which they are, as in --match \'{role="lb"}\'');
    const named = await importing(url, '--match', 'env="prod"');
    expect(named.stderr).toContain('labels that all of the exporters share');
  });

  it.each([
    { options: ['--url', 'prometheus:9090'], says: 'Expected an address such as http://prometheus:9090' },
    { options: ['--url', 'http://sre:geheim@prometheus'], says: 'give --user and --password-file' },
    { options: ['--match', '{env=prod}'], says: 'Expected labels such as {env="prod", job=~"lb.*"}' },
    { options: ['--match', 'up) or vector(1'], says: 'Expected labels such as' },
    { options: ['--step', '7m'], says: 'Expected minutes that divide an hour' },
    { options: ['--days', '0'], says: 'Expected a whole number from 1 to 400.' },
    { options: ['--host-map', '/nowhere'], says: '/nowhere: it can not be read' },
    { options: ['--ca', '/nowhere'], says: "no such file or directory, open '/nowhere'" },
    { options: ['--user', 'sre'], says: '--user needs --password-file, or PROMETHEUS_PASSWORD' },
  ])('answers 2 to $options', async ({ options, says }) => {
    const { status, stderr } = await importing('http://127.0.0.1:1', ...options);
    expect(status).toBe(2);
    expect(stderr).toContain(says);
    expect(stderr).not.toContain('geheim');
  });
});
