import { PutObjectCommand } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { lastReportedAt } from '../../lambdas/aws/report-age.ts';
import { DAY_SECONDS } from '../../lambdas/domain/records/time.ts';
import { BUCKET, setClocks, startEndpoint } from '../infra/local/aws/fleet.ts';

const HERE = 'account=111122223333/region=eu-west-1';
const FROM = new Date('2026-11-22T16:05:00Z');

const first = [`assessments/${HERE}/date=2026-11-22/15.json.gz`, ''] as const;
const delivery = (week: string, state: string, at?: string) =>
  [`reports/${HERE}/week=${week}/delivery.json`, JSON.stringify({ state, at })] as const;

const cases: { is: string; objects: (readonly [key: string, body: string])[]; reportedAt: string | null }[] =
  [
    { is: 'unknown in an empty archive', objects: [], reportedAt: null },
    {
      is: 'the first assessment without a delivery',
      objects: [
        first,
        [`assessments/${HERE}/date=2026-11-23/15.json.gz`, ''],
        [`assessments/${HERE}/latest.json.gz`, ''],
      ],
      reportedAt: FROM.toISOString(),
    },
    {
      is: 'the newest delivery that was sent',
      objects: [
        first,
        delivery('2026-W46', 'sent', '2026-11-09T08:00:07.000Z'),
        delivery('2026-W47', 'sent', '2026-11-16T08:00:09.000Z'),
        delivery('2026-W48', 'failed', '2026-11-23T08:00:00.000Z'),
        delivery('2026-W49', 'sending'),
      ],
      reportedAt: '2026-11-16T08:00:09.000Z',
    },
    {
      is: 'no report that was never mailed',
      objects: [
        first,
        [`reports/${HERE}/week=2026-W47/report.html`, '-'],
        delivery('2026-W47', 'failed', 'x'),
      ],
      reportedAt: FROM.toISOString(),
    },
    {
      is: 'no delivery of another region',
      objects: [
        first,
        [
          'reports/account=111122223333/region=eu-west-2/week=2026-W47/delivery.json',
          '{"state":"sent","at":"2026-11-16"}',
        ],
      ],
      reportedAt: FROM.toISOString(),
    },
  ];

it.each(cases)('the last report is $is', async ({ objects, reportedAt }) => {
  const { s3, clock, advance } = await startEndpoint({});
  for (const [Key, body] of objects) {
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: body || '-' }));
    advance(DAY_SECONDS);
    setClocks({ s3 }, clock.at);
  }
  const at = await lastReportedAt({ s3, bucket: BUCKET, accountId: '111122223333', region: 'eu-west-1' });
  expect(at?.toISOString() ?? null).toBe(reportedAt);
});
