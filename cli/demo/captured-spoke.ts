import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { DEMO_PLACE, type DemoPlace } from '../../infra/local/demo/demo-fleet.ts';
import { latestAssessmentKey, type Place, samplesKey } from '../../lambdas/domain/records/archive.ts';
import { DEMO_BUCKET } from './demo-endpoint.ts';

/** What somebody who has taken over a spoke tries, and what S3 says: `allowed`, or the code of its error. */
export interface Attempt {
  readonly what: string;
  readonly answer: string;
}

export interface Captured {
  readonly place: DemoPlace;
  readonly attempts: readonly Attempt[];
}

/**
 * Tries with a spoke's role what an intruder could want from the archive.
 * @param places all of them
 * @param runAt a run that each of them has archived
 */
export async function captureSpoke(
  { place, clients: { s3 } }: { place: DemoPlace; clients: { s3: S3Client } },
  places: readonly DemoPlace[],
  runAt: string,
): Promise<Captured> {
  const samplesOf = (one: Place) => ({ Bucket: DEMO_BUCKET, Key: samplesKey({ ...one, runAt }) });
  const read = (what: string, object: { Bucket: string; Key: string }) => ({
    what: `read ${what}`,
    call: () => s3.send(new GetObjectCommand(object)),
  });
  const forge = (one: Place, what: string) => ({
    what: `write ${what}`,
    // Of an instant at which no audit runs, so that nothing is in the way.
    call: () =>
      s3.send(
        new PutObjectCommand({
          Bucket: DEMO_BUCKET,
          Key: samplesKey({ ...one, runAt: runAt.replace(':00:', ':01:') }),
          Body: 'forged',
          IfNoneMatch: '*',
        }),
      ),
  });
  const isOfAccount = ({ accountId }: DemoPlace) => accountId === place.accountId;
  const region = places.find((one) => isOfAccount(one) && one.region !== place.region);
  const account = places.findLast((one) => !isOfAccount(one) && one.region === place.region);
  const attempts = [
    read('its own samples', samplesOf(place)),
    {
      what: 'write over its own samples',
      call: () => s3.send(new PutObjectCommand({ ...samplesOf(place), Body: 'forged' })),
    },
    {
      what: 'delete its own samples',
      call: () => s3.send(new DeleteObjectCommand(samplesOf(place))),
    },
    ...(region ? [forge(region, `samples of ${region.region}`)] : []),
    ...(account ? [forge(account, `samples of account ${account.accountId}`)] : []),
    read("the hub's samples", samplesOf(DEMO_PLACE)),
    read('the assessment of the fleet', { Bucket: DEMO_BUCKET, Key: latestAssessmentKey(DEMO_PLACE) }),
    { what: 'list the archive', call: () => s3.send(new ListObjectsV2Command({ Bucket: DEMO_BUCKET })) },
  ];
  const answered: Attempt[] = [];
  for (const { what, call } of attempts) answered.push({ what, answer: await answerOf(call()) });
  return { place, attempts: answered };
}

const answerOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'allowed',
    (error: unknown) => (error instanceof Error ? error.name : String(error)),
  );
