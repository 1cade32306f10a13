import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { queueMetric } from '../fleet-metrics.ts';
import type { AlarmPlan, Watched } from './alarm-plan.ts';

/** What rings where a chat or a pager was not reached; nothing without any. */
export const channelAlarms = ({ undeliveredQueueName }: Watched): AlarmPlan[] =>
  undeliveredQueueName === undefined
    ? []
    : [
        {
          id: 'ChannelsUndelivered',
          metric: queueMetric(undeliveredQueueName, Duration.minutes(5)),
          breaches: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
          threshold: 1,
          // The newest of three may not be there yet.
          of: [1, 3],
          // SQS falls silent on a queue that nobody has touched for six hours, whatever lies in it: it stays as it was.
          missing: TreatMissingData.IGNORE,
          // What it was about could not wait.
          pages: true,
          meaning:
            'A message to a chat or a pager was not delivered. It is in the queue of undelivered messages.',
          firstSteps:
            'Read the message in the queue and its ERROR_MESSAGE attribute; most often the key of the pager is not valid any more.',
          heading: 'A chat or a pager was not reached',
        },
      ];
