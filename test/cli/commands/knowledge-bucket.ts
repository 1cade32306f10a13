import { rmSync } from 'node:fs';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest';
import type { Fault } from '../../../infra/local/aws/faults.ts';
import { AT, BUILT_IN, documentOf, EARLIER, LATER } from '../../fresh-knowledge/documents.ts';
import { leastConfig } from '../../infra/least-config.ts';
import { BUCKET, startEndpoint } from '../../infra/local/aws/fleet.ts';
import { writeArchive } from '../archives.ts';
import { auditor } from '../auditor.ts';

export const later = documentOf(LATER);
export const earlier = documentOf(EARLIER);
const sameDay = documentOf(BUILT_IN.used.checkedOn);
const FILES = {
  'cdk.json': JSON.stringify({ context: { auditor: leastConfig } }),
  'outputs.json': JSON.stringify({
    HaproxyFleetAuditor: { ArchiveBucketName: BUCKET, ProbeDocumentName: 'probe' },
  }),
  'later.json': JSON.stringify(JSON.parse(later.text), null, 2),
  'earlier.json': earlier.text,
  'same-day.json': sameDay.text,
  'future.json': documentOf('2099-01-01').text,
  'broken.json': '{"schema":1}',
  'escape.json': JSON.stringify({ ...JSON.parse(later.text), '\u001b[2J': 1 }),
};

/** Runs a file's tests in a folder with a stack's files, on a day on which the later document is used. */
export function inStackFolder(): void {
  const home = process.cwd();
  let folder: string;
  beforeAll(() => {
    folder = writeArchive(FILES);
    process.chdir(folder);
  });
  beforeEach(() => {
    vi.useFakeTimers({ now: AT, toFake: ['Date'] });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
  });
  afterAll(() => {
    process.chdir(home);
    rmSync(folder, { recursive: true });
  });
}

export const OUTPUTS = ['--outputs', 'outputs.json'];
export const DENIED: Fault = { kind: 'error', status: 403, code: 'AccessDenied' };

interface Start {
  objects?: Readonly<Record<string, string>>;
  fault?: (operation: string, index: number) => Fault | undefined;
}

/** A bucket with these objects, and the command line of an operator whose stack it is. */
export async function start({ objects = {}, fault = () => undefined }: Start = {}) {
  const { endpoint, url, config } = await startEndpoint({
    now: () => new Date(),
    faults: ({ operation, index }) => fault(operation, index),
  });
  const put = async (of: Readonly<Record<string, string>>) => {
    const s3 = new S3Client(config);
    for (const [Key, Body] of Object.entries(of))
      await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
  };
  await put(objects);
  const { accessKeyId, secretAccessKey } = endpoint.options.credentials;
  vi.stubEnv('AWS_ENDPOINT_URL', url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', secretAccessKey);
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  const text = (key: string) => {
    const object = endpoint.objects(BUCKET)?.get(key);
    return object && Buffer.from(object.body).toString();
  };
  const json = async (words: string[]) => {
    const { status, stdout } = await auditor(['knowledge', ...words, '--json', ...OUTPUTS]);
    return { status, ...JSON.parse(stdout) };
  };
  return { endpoint, text, put, json };
}
