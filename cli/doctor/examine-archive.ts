import { NoSuchBucket } from '@aws-sdk/client-s3';
import { getRun } from '../../lambdas/aws/s3-archive.ts';
import { listKeys } from '../../lambdas/aws/s3-objects.ts';
import { samplesKey } from '../../lambdas/domain/records/archive.ts';
import type { Sample } from '../../lambdas/domain/records/sample.ts';
import { DAY, MINUTE } from '../../lambdas/domain/records/time.ts';
import { type Diagnosis, hosts, looking, type Patient, some } from './diagnosis.ts';

/** Do audits take place, do hosts answer them, and may the probe read HAProxy's streams there? */
export const examineArchive = (patient: Patient): Promise<Diagnosis[]> =>
  looking('archive', 's3:ListBucket and s3:GetObject', async () => {
    const { bucket } = patient;
    if (bucket === null) {
      const fix = 'give --outputs with what `cdk deploy --outputs-file` wrote, or --bucket';
      return [{ check: 'archive', state: 'unknown', says: 'its bucket is not known', fix }];
    }
    try {
      return await newestRun(patient, bucket);
    } catch (error) {
      if (!(error instanceof NoSuchBucket)) throw error;
      const fix = 'deploy the stack, or correct the name and the region';
      return [{ check: 'archive', state: 'problem', says: `there is no bucket ${bucket}`, fix }];
    }
  });

async function newestRun(patient: Patient, bucket: string): Promise<Diagnosis[]> {
  const { s3, now, config } = patient;
  const runAt = await newestRunAt(patient, bucket);
  const fix = "see the errors in the function's log, and the messages in its failure queue";
  if (runAt === null) {
    return [{ check: 'archive', state: 'problem', says: 'no audit since yesterday', fix }];
  }
  const minutes = Math.floor((now.getTime() - Date.parse(runAt)) / MINUTE);
  const isLate = minutes > 2 * config.schedulePeriodMinutes;
  const run = await getRun(s3, bucket, { ...patient, runAt });
  const samples = run !== null && 'samples' in run ? run.samples : [];
  return [
    {
      check: 'archive',
      says: `the newest audit is ${minutes} minutes old`,
      ...(isLate ? { state: 'problem', fix } : { state: 'ok' }),
    },
    ...silentHosts(samples),
    ...unreadStreams(samples),
  ];
}

/** The instant of the newest run of today and yesterday, by its key; `null` where there is none. */
async function newestRunAt(patient: Patient, bucket: string): Promise<string | null> {
  const days = [0, 1].map((days) => new Date(patient.now.getTime() - days * DAY).toISOString());
  for (const day of days) {
    const folder = samplesKey({ ...patient, runAt: day }).replace(/\d{4}\.ndjson\.gz$/, '');
    const keys = [...(await listKeys(patient.s3, bucket, folder)).keys()].sort();
    const [, hour, minute] = /(\d\d)(\d\d)\.ndjson\.gz$/.exec(keys.at(-1) ?? '') ?? [];
    if (hour !== undefined) return `${day.slice(0, 10)}T${hour}:${minute}:00Z`;
  }
  return null;
}

function silentHosts(samples: readonly Sample[]): Diagnosis[] {
  const byReason = Map.groupBy(
    samples.filter((sample) => sample.outcome !== 'sampled'),
    ({ outcome, reason }) => `${outcome}: ${reason}`,
  );
  if (byReason.size === 0) {
    return samples.length === 0 ? [] : [{ check: 'answers', state: 'ok', says: 'each host answered it' }];
  }
  return [...byReason].map(([reason, silent]) => ({
    check: 'answers',
    state: 'problem',
    says: `${hosts(silent.length)} ${reason}: ${some(silent.map(({ hostId }) => hostId))}`,
    fix: 'docs/runbook.md has each reason, what it means and what to do',
  }));
}

/** Why `show sess` was not read, in the probe's own words, and what gives it the right. */
const RIGHTS: Readonly<Record<string, string>> = {
  'skipped: permission': "set the stats socket's level to operator",
  'skipped: no socket':
    'add to global: stats socket /run/haproxy/auditor.sock mode 600 level operator; then reload',
};

function unreadStreams(samples: readonly Sample[]): Diagnosis[] {
  const sampled = samples.filter((sample) => sample.outcome === 'sampled');
  const found = Object.entries(RIGHTS).flatMap(([scan, fix]): Diagnosis[] => {
    const unread = sampled.filter(({ processes }) => processes.some(({ streams }) => streams.scan === scan));
    if (unread.length === 0) return [];
    const names = some(unread.map(({ hostId }) => hostId));
    return [
      { check: 'socket rights', state: 'problem', says: `${hosts(unread.length)}: ${scan}: ${names}`, fix },
    ];
  });
  if (found.length > 0 || sampled.length === 0) return found;
  return [{ check: 'socket rights', state: 'ok', says: 'the probe may read the streams of each host' }];
}
