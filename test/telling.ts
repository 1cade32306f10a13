import { randomUUID } from 'node:crypto';
import type { LocalTopic } from '../infra/local/aws/sns.ts';

/** What score-fleet's variables say of whom it tells. */
export const TELLING = {
  NOTIFY_TOPIC_ARN: 'arn:aws:sns:eu-west-1:111122223333:notices',
  DASHBOARD_URL: 'https://eu-west-1.console.aws.amazon.com/cloudwatch/home#dashboards/dashboard/auditor',
  RUNBOOK_URL: 'https://example.org/docs/runbook.md#a-host-leaks',
};

/** That topic, and one address that hears of it. */
export const TOPICS: readonly LocalTopic[] = [
  {
    arn: TELLING.NOTIFY_TOPIC_ARN,
    subscriptions: [{ protocol: 'email', endpoint: 'sre@example.org', state: 'confirmed' }],
  },
];

/** An attempt at a delivery, by a clock. */
export const attemptAt = (now: () => Date) => ({ now, newToken: randomUUID });
