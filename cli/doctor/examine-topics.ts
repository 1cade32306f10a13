import { NotFoundException, paginateListSubscriptionsByTopic, type Subscription } from '@aws-sdk/client-sns';
import { counted } from '../../lambdas/domain/format.ts';
import { type Diagnosis, looking, type Patient, some } from './diagnosis.ts';

/** Does anybody hear of alarms and findings? A topic takes messages for nobody without an error. */
export async function examineTopics(patient: Patient): Promise<Diagnosis[]> {
  const { emails, page, notify } = patient.config.alarms;
  const topics = [
    { name: 'page', output: 'AlertTopicArn', own: page, arn: patient.topics.page },
    { name: 'notify', output: 'NotifyTopicArn', own: notify, arn: patient.topics.notify },
  ];
  const diagnoses: Diagnosis[] = [];
  for (const { name, output, own, arn } of topics) {
    const check = `topic: ${name}`;
    // Those of a topic that was there already are its owner's.
    const addresses = own.topicArn === undefined ? [...new Set([...emails, ...own.emails])] : [];
    diagnoses.push(
      ...(arn === null
        ? [unknownTopic(check, output)]
        : await looking(check, 'sns:ListSubscriptionsByTopic', () =>
            examineTopic(patient, { check, name, arn, addresses }),
          )),
    );
  }
  return diagnoses;
}

interface ExaminedTopic {
  readonly check: string;
  readonly name: string;
  readonly arn: string;
  /** Those that the stack subscribed. */
  readonly addresses: readonly string[];
}

const unknownTopic = (check: string, output: string): Diagnosis => ({
  check,
  state: 'unknown',
  says: 'its ARN is not known',
  fix: `give --outputs with what \`cdk deploy --outputs-file\` wrote; a stack without the output ${output} has to be deployed again`,
});

async function examineTopic({ sns }: Patient, topic: ExaminedTopic): Promise<Diagnosis[]> {
  const { check, arn } = topic;
  try {
    const subscriptions: Subscription[] = [];
    for await (const page of paginateListSubscriptionsByTopic({ client: sns }, { TopicArn: arn }))
      subscriptions.push(...(page.Subscriptions ?? []));
    return subscriptionsOf(topic, subscriptions);
  } catch (error) {
    if (!(error instanceof NotFoundException)) throw error;
    const fix = 'deploy the stack, or correct topicArn in cdk.json';
    return [{ check, state: 'problem', says: `there is no topic ${arn}`, fix }];
  }
}

function subscriptionsOf(topic: ExaminedTopic, subscriptions: readonly Subscription[]): Diagnosis[] {
  const { check, name, arn, addresses } = topic;
  const endpoints = (isMeant: (subscriptionArn: string) => boolean) =>
    subscriptions
      .filter(({ SubscriptionArn = '' }) => isMeant(SubscriptionArn))
      .map(({ Endpoint = '' }) => Endpoint);
  const confirmed = endpoints((found) => found.startsWith('arn:'));
  const pending = endpoints((found) => found === PENDING);
  const deleted = endpoints((found) => found === DELETED);
  const isHeard = confirmed.length > 0;
  // Where somebody hears, only those are missed who were configured.
  const missed = (list: readonly string[]) =>
    list.filter((endpoint) => !confirmed.includes(endpoint) && (!isHeard || addresses.includes(endpoint)));
  const problem = (says: string, fix: string): Diagnosis => ({ check, state: 'problem', says, fix });
  const [waiting, lost] = [missed(pending), missed(deleted)];
  const none =
    isHeard || waiting.length + lost.length > 0
      ? []
      : [
          problem(
            `nobody has subscribed to ${arn}`,
            `add addresses to alarms.emails or alarms.${name}.emails in cdk.json and deploy, or subscribe to the topic`,
          ),
        ];
  return [
    ...(isHeard
      ? [
          {
            check,
            state: 'ok',
            says: `${counted(confirmed.length, 'confirmed subscription')}`,
          } as const,
        ]
      : []),
    ...none,
    ...(waiting.length === 0
      ? []
      : [
          problem(
            `not confirmed: ${some(waiting)}`,
            `follow the link that SNS has mailed; where it is older than two days, ${subscribeAgain(arn)}`,
          ),
        ]),
    ...(lost.length === 0
      ? []
      : [
          problem(
            `the subscription has been deleted: ${some(lost)}`,
            `${subscribeAgain(arn)}, and confirm it: a deployment doesn't notice that it is gone`,
          ),
        ]),
  ];
}

/** What SNS gives in place of a subscription's ARN. */
const [PENDING, DELETED] = ['PendingConfirmation', 'Deleted'];

const subscribeAgain = (arn: string): string =>
  `subscribe again with \`aws sns subscribe --topic-arn ${arn} --protocol email --notification-endpoint ADDRESS\``;
