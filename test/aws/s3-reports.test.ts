import { describe, expect, it } from 'vitest';
import { putReportFiles } from '../../lambdas/aws/s3-reports.ts';
import { BUCKET, startEndpoint } from '../infra/local/aws/fleet.ts';

const PLACE = { accountId: '111122223333', region: 'eu-west-1' };
const MIB = 2 ** 20;

describe('the files of a report', () => {
  it.each([
    { what: 'nothing', parts: [] },
    { what: 'a few texts', parts: ['a', '', 'naïve 漢字 🙂', '\n'] },
    {
      what: 'more than is gathered at once',
      parts: Array.from({ length: 40 }, (_, index) => `${'é'.repeat(MIB / 3)}${index}`),
    },
    { what: 'a part that is larger than that by itself', parts: ['a', '€'.repeat(6 * MIB), 'b'] },
  ])('are their parts one after the other, of $what', async ({ parts }) => {
    const { s3, endpoint } = await startEndpoint({});
    const file = { name: 'assessment.json', contentType: 'application/json', parts };
    await putReportFiles({ s3, bucket: BUCKET, ...PLACE }, '2026-W47', [file]);
    const [[key, object] = []] = [...(endpoint.objects(BUCKET) ?? [])];
    expect(key).toBe('reports/account=111122223333/region=eu-west-1/week=2026-W47/assessment.json');
    expect(Buffer.from(object?.body ?? '').equals(Buffer.from(parts.join('')))).toBe(true);
  });
});
