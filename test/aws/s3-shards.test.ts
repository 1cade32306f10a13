import { gzipSync } from 'node:zlib';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { withBins } from '../../lambdas/aws/s3-shards.ts';
import { printBins } from '../../lambdas/domain/records/archive.ts';
import { syntheticBins } from '../domain/synthetic-bins.ts';

it('fetches the bins of a host again where their bytes broke on the way', async () => {
  const bins = syntheticBins(1, { days: 1 });
  const zipped = gzipSync(printBins(bins));
  const answers = [zipped.subarray(0, 20), zipped];
  const ranges: unknown[] = [];
  const send = async (command: unknown) => {
    if (command instanceof GetObjectCommand) ranges.push(command.input.Range);
    const bytes = answers.shift();
    return { Body: { transformToByteArray: async () => bytes } };
  };
  const held = { key: 'shards/0000.bins.gz', from: 100, to: 100 + zipped.length - 1 };
  const hosts = await withBins({ s3: { send } as unknown as S3Client, bucket: 'archive' }, [
    { role: 'edge', held },
  ]);
  expect(hosts).toEqual([{ role: 'edge', held: bins }]);
  expect(ranges).toEqual(Array(2).fill(`bytes=100-${held.to}`));
});
