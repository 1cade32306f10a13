import type { LocalHost } from '../hosts/local-host.ts';
import { ordinaryHost } from '../hosts/ordinary-host.ts';
import { localSimulatedHost, type SimulatedHost, simulateHost } from '../hosts/simulated-host.ts';
import { hash, seededRandom } from '../hosts/simulation/random.ts';
import { STORIES } from './stories.ts';
import type { Story } from './story.ts';

export const DEMO_PLACE = { accountId: '000000000000', region: 'eu-west-1' } as const;
export const DEMO_TAG = { key: 'haproxy-fleet', value: 'demo' } as const;
export const DEMO_ROLE_TAG_KEY = 'role';

export interface DemoSize {
  readonly seed: number;
  /** At least one of each story's. */
  readonly hosts: number;
  /** Start of the first week, a whole hour, UTC. */
  readonly from: Date;
  readonly days: number;
}

export interface DemoHost {
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
  let place = 0;
  return STORIES.flatMap((story) => {
    const count = Math.max(1, Math.round((story.hosts * size.hosts) / DEMO_HOSTS));
    return Array.from({ length: count }, (_, index) => demoHost(story, index, place++, size));
  });
}

function demoHost(story: Story, index: number, place: number, { seed, from, days }: DemoSize): DemoHost {
  const hostSeed = hash(seed, place, 97);
  const random = seededRandom(hostSeed);
  const base = ordinaryHost(random, { fleetSeed: seed, from, days }, place);
  const version = story.versions[index % story.versions.length] ?? '2.8.16';
  const availabilityZone = `${DEMO_PLACE.region}${'abc'[place % 3]}`;
  const name = `${story.role}-${String(place + 1).padStart(2, '0')}`;
  const identity = { ...base.identity, ...DEMO_PLACE, availabilityZone, role: story.role, name };
  const scenario = story.change(
    { ...base, identity, haproxy: { ...base.haproxy, version, timeoutSeconds: 60 } },
    random,
  );
  const tags = { [DEMO_TAG.key]: DEMO_TAG.value, [DEMO_ROLE_TAG_KEY]: story.role, Name: name };
  const simulated = simulateHost(scenario, hostSeed);
  const local = meeting(story, localSimulatedHost(simulated, tags));
  return { story, hostId: identity.hostId, simulated, local };
}

function meeting({ meeting }: Story, host: LocalHost): LocalHost {
  if (meeting === 'unmanaged') return { ...host, managed: false };
  if (meeting !== 'garbage') return host;
  return {
    ...host,
    answer: () => ({ status: 'Success', statusDetails: 'Success', stdout: BANNER, afterSeconds: 1 }),
  };
}
