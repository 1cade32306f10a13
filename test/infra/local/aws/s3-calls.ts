import { GetObjectCommand, PutObjectCommand, type PutObjectCommandInput } from '@aws-sdk/client-s3';
import { BUCKET, type startEndpoint } from './fleet.ts';

export type Started = Awaited<ReturnType<typeof startEndpoint>>;

export const KEY = 'samples/account=111122223333/region=eu-west-1/date=2026-11-22/1605.ndjson.gz';

export const put = ({ s3 }: Started, input: Partial<PutObjectCommandInput> = {}) =>
  s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: KEY, Body: 'data', ...input }));
export const get = ({ s3 }: Started, input = {}) =>
  s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: KEY, ...input }));
