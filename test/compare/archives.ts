import { execFileSync } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type SimulatedHost, simulateHost } from '../../infra/local/hosts/simulated-host.ts';
import { printJson } from '../../lambdas/domain/records/ndjson.ts';
import type { Sample } from '../../lambdas/domain/records/sample.ts';
import { DAY, HOUR } from '../../lambdas/domain/records/time.ts';
import { classes, FIRST_REPORT_SEED, fourPercent, upgrades } from '../corpora/corpus.ts';
import { repositoryRoot } from '../files.ts';

/** An archive of samples on which two versions of the project are compared. */
export interface ComparedArchive {
  readonly name: string;
  readonly path: string;
  /** File of accepted findings. */
  readonly acknowledgements: string | null;
}

const FROM = new Date('2026-10-05T00:00:00Z');
const ENDS_AT = FROM.getTime() + 28 * DAY;

/**
 * Makes, below a folder and once, the archives that are compared: the demo's, one of many hosts, and one with every
 * class of leaky, healthy and unobservable host, every outcome of an upgrade, hosts that don't answer or answer
 * nonsense, and accepted findings.
 */
export async function comparedArchives(folder: string, largeHosts: number): Promise<ComparedArchive[]> {
  mkdirSync(folder, { recursive: true });
  const [demo, large, outcomes] = ['demo', `${largeHosts}-hosts`, 'every-outcome'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  if (!existsSync(demo)) {
    const words = [join(repositoryRoot, 'cli/main.ts'), 'demo', '--no-open', '--out', demo];
    execFileSync(process.execPath, words, { stdio: ['ignore', 'ignore', 'inherit'] });
  }
  if (!existsSync(large)) await writeHourly(large, largeFleet(largeHosts), ENDS_AT - 5 * DAY);
  if (!existsSync(outcomes)) await writeHourly(outcomes, everyOutcome(), FROM.getTime());
  const acknowledgements = join(folder, 'acknowledgements.json');
  writeFileSync(acknowledgements, JSON.stringify(ACCEPTED));
  return [
    { name: 'demo', path: demo, acknowledgements: null },
    { name: 'large', path: large, acknowledgements: null },
    { name: 'every outcome', path: outcomes, acknowledgements },
  ];
}

const ACCEPTED = [
  { target: 'cohort:edge/2.8.11', reason: 'the upgrade is planned', until: '2026-12-01T00:00:00Z' },
  { target: 'i-00000', reason: 'being replaced', until: '2026-12-01T00:00:00Z' },
  { target: 'i-gone', reason: 'matches nothing', until: '2026-12-01T00:00:00Z' },
  { target: 'i-00001', reason: 'has expired', until: '2026-10-20T00:00:00Z' },
];

type Member = { readonly hostId: string; readonly host: SimulatedHost; readonly silence: Silence };
/** Hours of a day in which a host does not answer, and how that is recorded. */
type Silence = { outcome: 'unreachable' | 'malformed'; reason: string; everyHours: number } | null;

/** Hosts whose readings repeat: what differs is who they are. */
function largeFleet(count: number): Member[] {
  const hosts = fourPercent(FIRST_REPORT_SEED, { hosts: 250, days: 28, from: FROM }).map(
    ({ scenario, seed }) => simulateHost(scenario, seed),
  );
  return Array.from({ length: count }, (_, index) => ({
    hostId: idOf(index),
    host: hosts[index % hosts.length] as SimulatedHost,
    silence: null,
  }));
}

function everyOutcome(): Member[] {
  const size = { days: 28, from: FROM };
  return [
    ...classes(FIRST_REPORT_SEED, { ...size, hosts: 2 }),
    ...upgrades(FIRST_REPORT_SEED + 1, { ...size, hosts: 24 }),
  ].map(({ scenario, seed }, index) => ({
    hostId: idOf(index),
    host: simulateHost(scenario, seed),
    silence: SILENCES[index % 19] ?? null,
  }));
}

const SILENCES: Readonly<Record<number, Silence>> = {
  3: { outcome: 'unreachable', reason: 'DeliveryTimedOut', everyHours: 1 },
  7: { outcome: 'malformed', reason: 'NoJsonLine', everyHours: 5 },
  11: { outcome: 'unreachable', reason: 'NotManaged', everyHours: 2 },
};

const idOf = (index: number): string => `i-${index.toString(16).padStart(5, '0')}`;

/** One gzipped file a day, a run an hour. */
async function writeHourly(folder: string, members: readonly Member[], from: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (let day = from; day < ENDS_AT; day += DAY) {
    const file = join(folder, `${new Date(day).toISOString().slice(0, 10)}.ndjson.gz`);
    await pipeline(Readable.from(linesOf(members, day)), createGzip({ level: 1 }), createWriteStream(file));
    process.stderr.write(`${file}\n`);
  }
}

function* linesOf(members: readonly Member[], day: number): Generator<string> {
  for (let at = day; at < day + DAY; at += HOUR) {
    const texts = new Map<SimulatedHost, string | null>();
    for (const { hostId, host, silence } of members) {
      const sample = host.sample(new Date(at));
      if (sample === null) continue;
      if (silence !== null && (at / HOUR) % silence.everyHours === 0 && at > ENDS_AT - 9 * DAY) {
        yield `${printJson(silent({ ...sample, hostId }, silence))}\n`;
        continue;
      }
      const text = texts.get(host) ?? printJson(sample);
      texts.set(host, text);
      yield `${text.replace(`"${sample.hostId}"`, `"${hostId}"`)}\n`;
    }
  }
}

function silent(sample: Sample, { outcome, reason }: NonNullable<Silence>): Sample {
  const { schema, runAt, hostId, accountId, region, availabilityZone, role, name } = sample;
  return { schema, runAt, hostId, accountId, region, availabilityZone, role, name, outcome, reason };
}
