import type { LocalHost } from '../hosts/local-host.ts';
import { createCloudFormation, type LocalStackInstance } from './cloudformation.ts';
import { type CloudWatch, createCloudWatch } from './cloudwatch.ts';
import { createEc2 } from './ec2.ts';
import type { EmbeddedApi } from './embedded-api.ts';
import { createEventBridge, type EventBridge, type LocalRule } from './eventbridge.ts';
import type { StoredMetric } from './metric-store.ts';
import { createSes, type Ses, type SesOptions } from './sesv2.ts';
import type { SigningCredentials } from './signature.ts';
import { createSns, type LocalTopic, type Sns } from './sns.ts';
import { createSsm } from './ssm.ts';
import type { Ramp } from './ssm-timeline.ts';
import { createSts } from './sts.ts';

/** An account and region. */
export interface LocalPlace {
  readonly accountId: string;
  readonly region: string;
  /** Made for the run; whoever does not sign with them is refused. */
  readonly credentials: SigningCredentials;
  /** Read anew for each request. One whose `launchedAt` is still to come does not exist yet. */
  readonly hosts: readonly LocalHost[];
  /** Its SSM documents: content (JSON) by name. Hosts answer to the checked-in probe alone. */
  readonly documents: ReadonlyMap<string, string>;
}

/** How time passes, in every place alike. */
export interface Timing {
  readonly now: () => Date;
  /** Seconds after SendCommand from which its invocations can be read (SSM is eventually consistent); 0 where absent. */
  readonly visibleAfterSeconds?: number;
  /** How long a command can be read after it was sent; 30 days where absent, as in AWS. Long simulations need less. */
  readonly commandRetentionSeconds?: number;
  /** How Run Command goes from one host to all of them; by acknowledgement where absent, as AWS's guide has it now. */
  readonly ramp?: Ramp;
}

/** What else there is in a place; none of it where absent. */
export interface PlaceContents {
  /** SES: verified addresses and domains, and whether mail goes to these alone, as it does where absent. */
  readonly mail?: Pick<SesOptions, 'identities' | 'sandbox' | 'configurationSet'>;
  /** CloudWatch: metrics that AWS's own services have published. */
  readonly published?: readonly StoredMetric[];
  /** EventBridge: rules of the default bus. */
  readonly rules?: readonly LocalRule[];
  /** SNS: its topics, and who hears of each. */
  readonly topics?: readonly LocalTopic[];
  /** CloudFormation: stacks by the name of their StackSet. */
  readonly stackSets?: Readonly<Record<string, readonly LocalStackInstance[]>>;
}

/** The services of one account and region, which know of no other. */
export interface Place {
  readonly apis: readonly EmbeddedApi[];
  readonly cloudwatch: CloudWatch;
  readonly eventbridge: EventBridge;
  readonly ses: Ses;
  readonly sns: Sns;
}

/** @param timing `newId` makes command and request ids: UUIDs */
export function createPlace(
  { accountId, region, documents, ...place }: LocalPlace,
  timing: Timing & { readonly newId: () => string },
  contents: PlaceContents = {},
): Place {
  const { published = [], rules = [], topics = [], stackSets = {} } = contents;
  const { mail = { identities: [], sandbox: true } } = contents;
  const { now, newId } = timing;
  const { visibleAfterSeconds = 0, commandRetentionSeconds = 30 * 86_400, ramp = 'acknowledged' } = timing;
  const hosts = () => place.hosts.filter(({ launchedAt }) => launchedAt <= now());
  const cloudwatch = createCloudWatch(now, published);
  const eventbridge = createEventBridge(now, rules);
  const ses = createSes({ ...mail, region, now, newId });
  const sns = createSns({ topics, accountId, now, newId });
  const commands = { visibleAfterSeconds, commandRetentionSeconds, ramp };
  const apis = [
    createEc2({ accountId, hosts, newId }),
    createSsm({ accountId, hosts, documents, now, newId, ...commands }),
    cloudwatch.api,
    eventbridge.api,
    ses.api,
    sns.api,
    createCloudFormation({ stackSets, newId }),
    createSts({ newId }),
  ];
  return { apis, cloudwatch, eventbridge, ses, sns };
}
