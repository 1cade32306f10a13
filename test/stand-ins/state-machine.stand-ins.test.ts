import { gunzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { readConfig } from '../../infra/config.ts';
import { FleetAuditorStack } from '../../infra/fleet-auditor-stack.ts';
import { inTurn } from '../../lambdas/aws/in-turn.ts';
import { getObject, listKeys } from '../../lambdas/aws/s3-objects.ts';
import { handler as judgePlaces } from '../../lambdas/judge-places/handler.ts';
import { scoreFleet, handler as scoreFleetStep } from '../../lambdas/score-fleet/handler.ts';
import { IN_SHARDS } from '../infra/in-shards.ts';
import { leastConfig } from '../infra/least-config.ts';
import { onlyProperties, unbundledApp } from '../infra/template.ts';
import { needsPython } from '../python/environment.ts';
import { archivedPlaces, HUB, SCORE_ENV, SCORED_AT, startHub, stored } from '../several-places.ts';
import { attemptAt } from '../telling.ts';
import { type FunctionServer, startFunctionServer } from './function-server.ts';
import { environment, type StandInServer, startStandInServer } from './stand-in-server.ts';
import { statesClient } from './states-client.ts';

const FUNCTIONS = {
  score: `arn:aws:lambda:${HUB.region}:${HUB.accountId}:function:score-fleet`,
  judge: `arn:aws:lambda:${HUB.region}:${HUB.accountId}:function:judge-places`,
};
const CREDENTIALS = { accessKeyId: 'none', secretAccessKey: 'none' };
const DUE = { scheduledAt: SCORED_AT.toISOString() };
const RESULTS = 'shards/results/';
const context = { getRemainingTimeInMillis: () => 0 };

/** Small places, so that there are more than one shard has room for. */
const small = Array.from({ length: 13 }, (_, index) => String(444455556600 + index)).flatMap((accountId) =>
  archivedPlaces()
    .filter(([key]) => key.startsWith(`samples/account=${HUB.accountId}/region=${HUB.region}/`))
    .map(([key, { body, lastModifiedAt }]) =>
      stored(
        key.replace(HUB.accountId, accountId),
        gunzipSync(body).toString().replaceAll(`"${HUB.accountId}"`, `"${accountId}"`),
        lastModifiedAt.getTime(),
      ),
    ),
);
const archive = [...archivedPlaces(), ...small];

/**
 * The state machine as the stack has it, but for the pauses between attempts, and for where Step Functions writes its own
 * results: moto looks for a path of the state's input in what the map came to, and fails.
 */
const definitionFor = (bucket: string): string => {
  const stack = new FleetAuditorStack(unbundledApp(), 'HaproxyFleetAuditor', {
    config: readConfig({ ...leastConfig, ...IN_SHARDS }),
  });
  const { DefinitionString } = onlyProperties(Template.fromStack(stack), 'AWS::StepFunctions::StateMachine');
  return String(DefinitionString)
    .replaceAll(`\${ArchiveBucket}`, bucket)
    .replaceAll(`\${ScoreFleetFunction.Arn}`, FUNCTIONS.score)
    .replaceAll(`\${JudgePlacesFunction.Arn}`, FUNCTIONS.judge)
    .replaceAll(`\${AWS::Partition}`, 'aws')
    .replaceAll(/"IntervalSeconds":\d+/g, '"IntervalSeconds":1')
    .replace('"Prefix.$":"$.plan.resultsPrefix"', `"Prefix":"${RESULTS}"`);
};

const required = needsPython(environment);

describe.skipIf(required.missing)(
  required.title("the state machine of scorings as moto's interpreter runs it"),
  () => {
    let functions: FunctionServer;
    let moto: StandInServer;
    let s3: S3Client;
    let bucket = '';
    let count = 0;
    /** Shards that were begun, and those of them that fail. */
    let begun: number[] = [];
    let failing: number[] = [];
    const alone = startHub(archive);

    beforeAll(async () => {
      // Their logs are theirs.
      vi.spyOn(console, 'log').mockImplementation(() => {});
      functions = await startFunctionServer({
        [FUNCTIONS.score]: (event) => scoreFleetStep(event, context),
        [FUNCTIONS.judge]: async (event) => {
          const { number } = event as { number: number };
          begun.push(number);
          const place = failing.indexOf(number);
          if (place === -1) return judgePlaces(event, context);
          failing.splice(place, 1);
          throw new Error('a passing fault');
        },
      });
      // Where moto asks for functions and objects.
      moto = await startStandInServer('moto', { MOTO_PORT: String(functions.port) });
      functions.forwardTo(moto.url);
      const config = { stepfunctions: { execute_state_machine: true } };
      await fetch(`${moto.url}/moto-api/config`, { method: 'POST', body: JSON.stringify(config) });
      const client = {
        endpoint: moto.url,
        region: HUB.region,
        credentials: CREDENTIALS,
        forcePathStyle: true,
      };
      s3 = new S3Client(client);
      const { TopicArn = '' } = await new SNSClient(client).send(new CreateTopicCommand({ Name: 'notices' }));
      const variables = {
        ...SCORE_ENV,
        NOTIFY_TOPIC_ARN: TopicArn,
        ACKNOWLEDGEMENTS: '[]',
        EVERY_PLACE: 'true',
        AWS_ENDPOINT_URL: moto.url,
        AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
        AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      };
      for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
      await scoreFleet(
        alone.clients,
        SCORE_ENV,
        DUE,
        attemptAt(() => SCORED_AT),
      );
    });
    afterAll(async () => {
      vi.restoreAllMocks();
      vi.unstubAllEnvs();
      functions?.stop();
      await moto?.stop();
    });
    beforeEach(async () => {
      [begun, failing] = [[], []];
      count += 1;
      bucket = `archive-${count}`;
      vi.stubEnv('ARCHIVE_BUCKET', bucket);
      await s3.send(new CreateBucketCommand({ Bucket: bucket }));
      const put = (folder: string) => {
        const objects = archive.filter(([key]) => key.startsWith(folder));
        return inTurn(objects, 32, ([Key, { body, contentType, metadata }]) =>
          s3.send(
            new PutObjectCommand({
              ...{ Bucket: bucket, Key, Body: body, ContentType: contentType },
              ...{ ContentEncoding: 'gzip', Metadata: { ...metadata } },
            }),
          ),
        );
      };
      await put('samples/');
      // Bins that are as old as their samples are due again.
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      await put('bins/');
    });

    const execute = () => statesClient(moto.url, HUB.region).execute(definitionFor(bucket), DUE);
    const keys = async (folder: string) => [...(await listKeys(s3, bucket, folder)).keys()];
    const read = async (key: string) =>
      (await getObject(s3, bucket, key, (bytes) => gunzipSync(bytes).toString()))?.content;
    const expectSame = async () => {
      for (const folder of ['bins/', 'assessments/']) {
        expect(await keys(folder)).toEqual(alone.keys(folder));
        for (const key of alone.keys(folder)) expect((await read(key)) === alone.read(key), key).toBe(true);
      }
    };

    it('plans, judges each shard and joins them: bins and assessment are those of one process', async () => {
      expect(await execute()).toMatchObject({ status: 'SUCCEEDED' });
      expect(begun.toSorted()).toEqual([0, 1]);
      await expectSame();
      expect(await keys(RESULTS)).toEqual([expect.stringMatching(/manifest\.json$/)]);
    });

    it('judges a shard once more that failed once', async () => {
      failing = [1];
      expect(await execute()).toMatchObject({ status: 'SUCCEEDED' });
      expect(begun.toSorted()).toEqual([0, 1, 1]);
      await expectSame();
    });

    it('fails and archives no assessment where a shard fails twice (moto lets the map pass, and the join refuses)', async () => {
      failing = [1, 1];
      const { status, cause } = await execute();
      expect(status).toBe('FAILED');
      expect(cause).toContain('its places were not judged');
      expect(begun.toSorted()).toEqual([0, 1, 1]);
      expect(await keys('assessments/')).toEqual([]);
    });
  },
);
