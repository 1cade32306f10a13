import type { LeakKind } from '../../../lambdas/domain/records/leak-kind.ts';
import type { HostScenario } from '../hosts/simulation/host-scenario.ts';
import type { Random } from '../hosts/simulation/random.ts';
import {
  BELIEVED_FIXED,
  daysBeforeEnd,
  EVEN_WEEK,
  FIRST_SEEN,
  FIXED,
  leaking,
  leakingConnections,
  leakingPools,
  repeated,
  SOUND,
  USUAL_WEEK,
  upgraded,
} from './story-hosts.ts';

type Role = 'edge' | 'api' | 'internal';

/** How a host meets the probe, where that is not by answering it. */
export type Meeting = 'answers' | 'unmanaged' | 'garbage';

/** Something that happens to real fleets, on some hosts of the demo's. */
export interface Story {
  readonly name: string;
  /** One sentence for people. */
  readonly about: string;
  readonly role: Role;
  /** Hosts of a fleet of 40; more hosts have more of each. */
  readonly hosts: number;
  /** As HAProxy prints it on Debian, Ubuntu, Amazon Linux, Alpine or built at home. */
  readonly versions: readonly string[];
  readonly meeting?: Meeting;
  /** Verdicts that are true of it at the end. */
  readonly verdicts: readonly string[];
  /** What it leaks: one of these has to be named first. */
  readonly kinds?: readonly LeakKind[];
  readonly change: (host: HostScenario, random: Random) => HostScenario;
}

/** In the order in which a fleet is filled; the last one fills what is left. */
export const STORIES: readonly Story[] = [
  {
    name: 'founding leak',
    about: 'after 2.6 -> 2.8, streams whose server side failed are kept; memory grows for weeks',
    role: 'edge',
    hosts: 6,
    versions: [SOUND],
    verdicts: ['leaking'],
    kinds: ['stuck-streams', 'dead-sockets'],
    change: (host, random) =>
      upgraded(leaking(host, random.between(26, 75)), [FIRST_SEEN, random.between(18, 27)]),
  },
  {
    name: 'upgrade that does not help',
    about: '2.8.13 was reported as the fix; its backport does not work',
    role: 'edge',
    hosts: 2,
    versions: [SOUND],
    verdicts: ['leaking'],
    change: (host, random) =>
      upgraded(
        leaking(host, random.between(45, 70)),
        [FIRST_SEEN, random.between(36, 44)],
        [BELIEVED_FIXED, random.between(10, 13)],
      ),
  },
  {
    name: 'upgrade that helps',
    about: 'the latest release of the branch ends the leak',
    role: 'edge',
    hosts: 3,
    versions: [SOUND],
    verdicts: ['healthy'],
    change: (host, random) =>
      upgraded(
        leaking({ ...host, traffic: { ...host.traffic, shape: EVEN_WEEK } }, random.between(45, 70)),
        [FIRST_SEEN, random.between(36, 44)],
        [FIXED, random.between(13, 16)],
      ),
  },
  {
    name: 'weekly restart',
    about: 'a restart each week frees what leaked, and hides it',
    role: 'api',
    hosts: 2,
    versions: [FIRST_SEEN],
    verdicts: ['leaking'],
    change: (host) => ({
      ...leaking({ ...host, haproxy: { ...host.haproxy, ageDays: 1 } }, 30),
      events: repeated(host, { type: 'restart', everyDays: 7, firstDay: 6.12 }),
    }),
  },
  {
    name: 'old workers',
    about: 'a reload every six hours leaves old workers, which drain for days',
    role: 'api',
    hosts: 2,
    versions: ['3.0.12-1~bpo12+1'],
    verdicts: ['reload-residue'],
    change: (host) => ({
      ...host,
      traffic: { ...host.traffic, shape: EVEN_WEEK, growthPerDay: 0 },
      noise: { ...host.noise, wanderSd: 0.01 },
      connections: { ...host.connections, longHours: 90, longShare: host.connections.longShare / 60 },
      haproxy: { ...host.haproxy, hardStopAfterSeconds: null, tunnelTimeoutSeconds: 864_000 },
      events: repeated(host, { type: 'reload', everyDays: 0.25, firstDay: 0.31 }),
    }),
  },
  {
    name: 'growing traffic',
    about: 'memory grows because traffic does',
    role: 'internal',
    hosts: 2,
    versions: ['2.8.16-1~bpo12+1'],
    verdicts: ['load-growth', 'healthy'],
    change: (host) => ({ ...host, traffic: { ...host.traffic, growthPerDay: 0.02 } }),
  },
  {
    name: 'warm-up',
    about: 'memory fills for days after a restart, and levels off',
    role: 'internal',
    hosts: 1,
    versions: ['3.2.9'],
    verdicts: ['warming-up', 'healthy'],
    change: (host) => ({
      ...host,
      traffic: { ...host.traffic, shape: EVEN_WEEK },
      connections: { ...host.connections, filling: { share: 0.4, hours: 40 } },
      events: [{ type: 'restart', atDay: daysBeforeEnd(host, 9) }],
    }),
  },
  {
    name: 'silent host',
    about: 'its SSM agent stopped four days ago; its last score stands',
    role: 'internal',
    hosts: 1,
    versions: ['2.6.18'],
    verdicts: ['healthy'],
    change: (host) => ({ ...host, gaps: [{ fromDay: daysBeforeEnd(host, 4), toDay: host.days + 1 }] }),
  },
  {
    name: 'host without an agent',
    about: 'EC2 lists it with the tag, SSM does not know it',
    role: 'api',
    hosts: 1,
    versions: ['2.8.16'],
    meeting: 'unmanaged',
    verdicts: ['insufficient-data'],
    change: (host) => host,
  },
  {
    name: 'host that prints garbage',
    about: 'a login banner stands where the line of the probe should',
    role: 'api',
    hosts: 1,
    versions: ['2.8.16'],
    meeting: 'garbage',
    verdicts: ['insufficient-data'],
    change: (host) => host,
  },
  {
    name: 'pool leak',
    about: "HAProxy's pools grow, its sockets don't; the host's memory is what ends",
    role: 'internal',
    hosts: 1,
    versions: ['3.2.9'],
    verdicts: ['leaking'],
    kinds: ['memory'],
    change: (host) => leakingPools(host, 50),
  },
  {
    name: 'CLOSE_WAIT leak',
    about: 'clients are gone, their connections stay and fill maxconn, at no cost in TCP memory',
    role: 'api',
    hosts: 1,
    versions: ['3.0.12-1~bpo12+1'],
    verdicts: ['leaking'],
    kinds: ['live-sockets'],
    change: (host) => leakingConnections(host, 60),
  },
  {
    name: 'reloaded every two hours',
    about: 'as an ingress controller does it; no worker lives long enough to be judged by itself',
    role: 'edge',
    hosts: 1,
    versions: ['2.8.27-1ubuntu1'],
    verdicts: ['healthy', 'reload-residue'],
    change: (host) => ({
      ...host,
      haproxy: { ...host.haproxy, hardStopAfterSeconds: 1800 },
      events: repeated(host, { type: 'reload', everyDays: 1 / 12, firstDay: 0.04 }),
    }),
  },
  {
    name: 'ended branch',
    about: '2.4 gets no fixes any more',
    role: 'internal',
    hosts: 2,
    versions: ['2.4.22-0ubuntu0.22.04.3'],
    verdicts: ['healthy'],
    change: (host) => host,
  },
  ...(
    [
      ['edge', 3, ['2.8.27-1ubuntu1', '2.8.16-1ubuntu1']],
      ['api', 5, ['3.0.12-1~bpo12+1', '3.0.21-1~bpo12+1', '2.6.18']],
      ['internal', 6, ['3.2.9-r0', '2.6.12-1+deb12u3', '2.8.16']],
    ] as const
  ).map(([role, hosts, versions]) => ({
    name: `ordinary ${role} hosts`,
    about: 'days, nights, weekends and nothing else',
    role,
    hosts,
    versions,
    verdicts: ['healthy'],
    change: (host: HostScenario) => ({ ...host, traffic: { ...host.traffic, shape: USUAL_WEEK } }),
  })),
];
