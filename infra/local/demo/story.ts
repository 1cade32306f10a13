import type { LeakKind } from '../../../lambdas/domain/records/leak-kind.ts';
import type { HostScenario } from '../hosts/simulation/host-scenario.ts';
import type { Random } from '../hosts/simulation/random.ts';

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
