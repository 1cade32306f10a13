import type { LocalHost } from '../hosts/local-host.ts';
import { ordinaryHost } from '../hosts/ordinary-host.ts';
import { localSimulatedHost, type SimulatedHost, simulateHost } from '../hosts/simulated-host.ts';
import { hash, seededRandom } from '../hosts/simulation/random.ts';
import { STORIES } from './stories.ts';
import type { Story } from './story.ts';

/** An account and region of the demo's organization. */
export interface DemoPlace {
  readonly accountId: string;
  readonly region: string;
}

const ACCOUNTS = ['000000000000', '111111111111', '222222222222', '333333333333'] as const;
/** Regions that the demo's organization has configured, the hub's first. */
export const DEMO_REGIONS = ['eu-west-1', 'us-east-1', 'ap-southeast-2', 'eu-central-1'] as const;
export const MAXIMUM_ACCOUNTS = ACCOUNTS.length;

/** Where the archive is; the whole fleet too, unless it has more places. */
export const DEMO_PLACE = { accountId: ACCOUNTS[0], region: DEMO_REGIONS[0] } as const;
export const DEMO_TAG = { key: 'haproxy-fleet', value: 'demo' } as const;
export const DEMO_ROLE_TAG_KEY = 'role';

export interface DemoSize {
  readonly seed: number;
  /** At least one of each story's. */
  readonly hosts: number;
  /** Start of the first week, a whole hour, UTC. */
  readonly from: Date;
  readonly days: number;
  /** The last of these days, on which it is audited; all of them where absent. */
  readonly auditedDays?: number;
  /** Where its hosts are, evenly; all in one place where absent. */
  readonly places?: readonly DemoPlace[];
}

/** So many accounts, and so many regions of each. */
export const demoPlaces = (accounts: number, regions: number): DemoPlace[] =>
  ACCOUNTS.slice(0, accounts).flatMap((accountId) =>
    DEMO_REGIONS.slice(0, regions).map((region) => ({ accountId, region })),
  );

/** Of several places the last one's spoke stands still, on the last day, for so many hours. */
const SILENCE = { fromHour: 5, hours: 9 };

/** Hour at which the last whole day of a demo begins, counted from its start. */
export const lastDayOf = ({ days }: DemoSize): number => Math.max(0, Math.floor(days) - 1) * 24;

/** Whether the spoke of a place runs in an hour of the demo, counted from its start. */
export function isAudited(size: DemoSize, place: DemoPlace, hour: number): boolean {
  const { places = [] } = size;
  const silent = places.length > 1 ? places.at(-1) : undefined;
  const from = lastDayOf(size) + SILENCE.fromHour;
  const isSilent = silent?.accountId === place.accountId && silent.region === place.region;
  return !isSilent || hour < from || hour >= from + SILENCE.hours;
}

export interface DemoHost {
  readonly place: DemoPlace;
  readonly story: Story;
  readonly hostId: string;
  readonly simulated: SimulatedHost;
  readonly local: LocalHost;
}

/** Hosts of the usual fleet, which the stories' numbers add up to. */
export const DEMO_HOSTS = STORIES.reduce((sum, { hosts }) => sum + hosts, 0);

const BANNER = 'Welcome! \u001b[31mAuthorised use only.\u001b[0m\nYou have new mail.\n';

/** The demo's fleet: a function of the seed and the size. */
export function demoFleet(size: DemoSize): DemoHost[] {
  let number = 0;
  return STORIES.flatMap((story) => {
    const count = Math.max(1, Math.round((story.hosts * size.hosts) / DEMO_HOSTS));
    return Array.from({ length: count }, (_, index) => demoHost(story, index, number++, size));
  });
}

function demoHost(story: Story, index: number, number: number, size: DemoSize): DemoHost {
  const { seed, from, days, places = [DEMO_PLACE] } = size;
  const place = places[number % places.length] ?? DEMO_PLACE;
  const hostSeed = hash(seed, number, 97);
  const random = seededRandom(hostSeed);
  const base = ordinaryHost(random, { fleetSeed: seed, from, days }, number);
  const version = story.versions[index % story.versions.length] ?? '2.8.16';
  const availabilityZone = `${place.region}${'abc'[number % 3]}`;
  const name = `${story.role}-${String(number + 1).padStart(2, '0')}`;
  const identity = { ...base.identity, ...place, availabilityZone, role: story.role, name };
  const scenario = story.change(
    { ...base, identity, haproxy: { ...base.haproxy, version, timeoutSeconds: 60 } },
    random,
  );
  const tags = { [DEMO_TAG.key]: DEMO_TAG.value, [DEMO_ROLE_TAG_KEY]: story.role, Name: name };
  const simulated = simulateHost(scenario, hostSeed);
  const local = meeting(story, localSimulatedHost(simulated, tags));
  return { story, place, hostId: identity.hostId, simulated, local };
}

function meeting({ meeting }: Story, host: LocalHost): LocalHost {
  if (meeting === 'unmanaged') return { ...host, managed: false };
  if (meeting !== 'garbage') return host;
  return {
    ...host,
    answer: () => ({ status: 'Success', statusDetails: 'Success', stdout: BANNER, afterSeconds: 1 }),
  };
}
