import { getWatchedPlaces } from '../../lambdas/aws/s3-watched-places.ts';
import { PLACE_SILENCE_WORDS, placeSilenceText } from '../../lambdas/domain/audit/place-silence-words.ts';
import { isFailedStack, silentPlaces } from '../../lambdas/domain/audit/watch-places.ts';
import { counted } from '../../lambdas/domain/format.ts';
import { placeKey } from '../../lambdas/domain/records/host-key.ts';
import { MINUTE } from '../../lambdas/domain/records/time.ts';
import type { WatchedPlaces } from '../../lambdas/domain/records/watched-places.ts';
import { type Diagnosis, lookingInBucket, type Patient, some } from './diagnosis.ts';

const CHECK = 'accounts and regions';
const WATCH_NOW = "run the stack's output WatchNowCommand, and see the log of the function that it names";

/** Names of errors of a connection; CloudFormation's own are others. */
const UNANSWERED = /^(TimeoutError|Error)$/;

/** Does each account and region of a hub write samples, by its newest watch? Nothing of a fleet in one place. */
export const examinePlaces = (patient: Patient): Promise<Diagnosis[]> =>
  lookingInBucket(CHECK, 's3:GetObject', patient, async (known) =>
    known.config.organization === undefined ? [] : examined(await getWatchedPlaces(known), known),
  );

function examined(watched: WatchedPlaces | 'missing' | 'unreadable', { now, config }: Patient): Diagnosis[] {
  if (watched === 'missing') return [problem('nobody has looked at them yet', WATCH_NOW)];
  if (watched === 'unreadable') return [problem('what was last seen of them is not readable', WATCH_NOW)];
  const { watchedAt, stackSet, places } = watched;
  const minutes = Math.floor((now.getTime() - Date.parse(watchedAt)) / MINUTE);
  const silent = silentPlaces(watched);
  const failed = places.filter(
    ({ stack, silence }) => stack !== null && isFailedStack(stack) && silence === null,
  );
  const [failedFirst, failedLater] = [
    failed.filter(({ newest }) => newest === null),
    failed.filter(({ newest }) => newest !== null),
  ];
  const problems = [
    ...(minutes > 2 * config.schedulePeriodMinutes
      ? [problem(`they were looked at ${minutes} minutes ago, and not since`, WATCH_NOW)]
      : []),
    ...(stackSet !== null && stackSet.problem !== null
      ? [
          problem(
            `CloudFormation does not list the StackSet's stacks: ${stackSet.problem}`,
            UNANSWERED.test(stackSet.problem)
              ? 'let the functions reach CloudFormation from their VPC: docs/deployment.md#what-reviews-ask-for'
              : 'make the account a delegated administrator for StackSets: docs/deployment.md#many-accounts',
          ),
        ]
      : []),
    ...[...Map.groupBy(silent, ({ silence }) => silence.reason)].map(([reason, group]) => {
      const [first] = group;
      const why = placeSilenceText({
        reason,
        detail: group.length === 1 ? (first?.silence.detail ?? null) : null,
      });
      return problem(`no samples of ${some(group.map(placeKey))}: ${why}`, PLACE_SILENCE_WORDS[reason].fix);
    }),
    ...[
      { group: failedFirst, since: 'nothing was ever written there' },
      { group: failedLater, since: 'an older one writes samples there' },
    ].flatMap(({ group, since }) =>
      group.length === 0
        ? []
        : problem(
            `the stack failed in ${some(group.map(placeKey))}; ${since}`,
            PLACE_SILENCE_WORDS['stack-failed'].fix,
          ),
    ),
  ];
  if (problems.length > 0) return problems;
  const expected = places.filter(({ removedAt }) => removedAt === null);
  const waited = expected.filter(({ newest }) => newest === null);
  const writing = counted(
    expected.length - waited.length,
    'account and region writes',
    'accounts and regions write',
  );
  const waiting = waited.length === 0 ? '' : `; none yet of ${some(waited.map(placeKey))}`;
  return [{ check: CHECK, state: 'ok', says: `${writing} samples${waiting}` }];
}

const problem = (says: string, fix: string): Diagnosis => ({ check: CHECK, state: 'problem', says, fix });
