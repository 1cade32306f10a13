import { type AuditorConfig, CONFIG_PATH, checkConfig, invalidConfig } from '../config.ts';
import { identityOf, isNewIdentity, mailOf } from './report.ts';
import { stackNameOf } from './stack-name.ts';

/**
 * Checks what cdk.json has under `context.auditor`, one fleet or a list of fleets, and fills in the defaults, or says each
 * problem: path, expected value, value found.
 */
export function checkFleets(context: unknown): { configs: AuditorConfig[] } | { problems: string[] } {
  const fleets = Array.isArray(context)
    ? context.map((fleet: unknown, index) => ({ fleet, path: [...CONFIG_PATH, index] }))
    : [{ fleet: context, path: CONFIG_PATH }];
  const checked = fleets.map(({ fleet, path }) => checkConfig(fleet, path));
  const configs = checked.flatMap((one) => ('config' in one ? [one.config] : []));
  const problems = checked.flatMap((one) => ('problems' in one ? one.problems : []));
  if (fleets.length === 0) problems.push(`${CONFIG_PATH.join('.')}: expected at least one fleet; found []`);
  if (problems.length === 0) problems.push(...collisions(configs));
  return problems.length === 0 ? { configs } : { problems };
}

/**
 * As {@link checkFleets}.
 * @throws Error with one line for each problem
 */
export function readFleets(context: unknown): AuditorConfig[] {
  const checked = checkFleets(context);
  if ('configs' in checked) return checked.configs;
  throw invalidConfig(checked.problems);
}

/** What two stacks of an account and region can't both have. */
function collisions(configs: readonly AuditorConfig[]): string[] {
  return configs.flatMap((config, index) => {
    const earlier = configs.slice(0, index);
    const path = [...CONFIG_PATH, index].join('.');
    const identity = newIdentity(config);
    return [
      ...(earlier.some((other) => stackNameOf(other) === stackNameOf(config))
        ? [`${path}.name: expected a name that no other fleet has; found ${JSON.stringify(config.name)}`]
        : []),
      ...(identity !== null && earlier.map(newIdentity).includes(identity)
        ? [
            `${path}.report.senderIdentity: expected "existing-address" or "existing-domain", since an earlier fleet of the list makes ${identity}; found "${config.report.senderIdentity}"`,
          ]
        : []),
      ...chatsOf(config).flatMap(({ name, id }) =>
        earlier.flatMap(chatsOf).some((other) => other.id === id)
          ? [
              `${path}.channels.${name}.channelId: expected a channel that no earlier fleet of the list has, since Amazon Q Developer takes a channel once in an account; found ${JSON.stringify(id)}`,
            ]
          : [],
      ),
    ];
  });
}

/** Channels of chats, by the setting that has them. */
const chatsOf = ({ channels: { slack, teams } }: AuditorConfig) => [
  ...(slack ? [{ name: 'slack', id: slack.channelId }] : []),
  ...(teams ? [{ name: 'teams', id: teams.channelId }] : []),
];

/** The identity of SES that a stack makes. */
function newIdentity({ report }: AuditorConfig): string | null {
  const mail = mailOf(report);
  return mail !== null && isNewIdentity(mail) ? identityOf(mail) : null;
}
