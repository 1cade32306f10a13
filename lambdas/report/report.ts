import type { Assessment } from '../domain/records/assessment.ts';
import type { Interval } from '../domain/records/evidence.ts';
import type { HostRef } from '../domain/records/host-key.ts';
import type { LeakKind } from '../domain/records/leak-kind.ts';
import type { HostLimit, NearestLimit } from '../domain/records/limit.ts';
import type { Recommendation, Urgency } from '../domain/records/recommendation.ts';
import type { RolloutPlan } from '../domain/records/rollout-plan.ts';
import type { Standing, Verdict } from '../domain/records/verdict.ts';
import type { HostVerification, ReleaseVerification } from '../domain/records/verification.ts';
import type { AccountNames } from '../domain/records/whereabouts.ts';
import type { AdvisoryTitle, EndingBranch, ReleaseRow } from './release-row.ts';
import type { Coverage } from './report-coverage.ts';
import type { ReportedPlaces } from './report-places.ts';
import type { FleetPoint, HostSeries } from './series.ts';

/** `unsure`: no finding, yet too little was seen to say that all is well. */
export type Tone = 'leaking' | 'suspected' | 'unsure' | 'well';

/**
 * What a week's report says, the same for every form of it. Texts that come from hosts, tags or configuration are
 * bounded and hold printable characters alone, but may still be HTML or a formula: each form escapes what it must.
 * Instants are ISO 8601, UTC; local-time.ts tells them in the week's time zone. Sizes are bytes, times seconds.
 */
export interface Report {
  schema: 1;
  accountId: string;
  region: string;
  /** Of the accounts of an organization, those that are known. */
  accountNames: AccountNames;
  /** Of one fleet among several. */
  fleetName?: string;
  week: ReportedWeek;
  /** Of the e-mail: the verdict and what changed, under 120 characters. */
  subject: string;
  /** The answer in one sentence, how bad it is, and what else must be said at once (may be empty). */
  headline: { tone: Tone; text: string; detail: string };
  /** Whether nothing leaks, changed or waits for a decision: forms say it in a few lines. */
  isAllWell: boolean;
  fleet: Assessment['fleet'];
  /** `null` where there was no assessment a week ago. */
  fleetBefore: Assessment['fleet'] | null;
  /** `null` where there is nothing to compare with. */
  changes: Changes | null;
  /** What a person has to decide, the most urgent first. */
  decisions: Decision[];
  /** The hosts that leak or are suspected, unless acknowledged; the highest score first. */
  findings: ReportedHost[];
  /** The hosts at 90% or more of a limit, leaking or not; the highest score first. */
  nearLimits: NearLimit[];
  /** One row a release, that with most leaking hosts first. */
  releases: ReleaseRow[];
  plan: RolloutPlan;
  /** Each change of release in 28 days, by role. */
  verifications: ReleaseVerification[];
  /** What eases a leak until the upgrade, and the hosts that call for it. */
  mitigations: { text: string; hosts: string[] }[];
  /** Branches in use that ended or end within half a year, the soonest first. */
  endingBranches: EndingBranch[];
  coverage: Coverage;
  /** Of a hub: its accounts and regions. */
  places?: ReportedPlaces;
  acknowledged: Acknowledged[];
  age: Age;
  /** Sentences: what this report can't know, as on the first run; empty otherwise. */
  notYetKnown: string[];
  series: { hosts: HostSeries[]; fleet: FleetPoint[] };
  /** What each known advisory says, by its id. */
  advisories: ReadonlyMap<string, AdvisoryTitle>;
  /** Every host of the fleet, the highest score first: the rows of the CSV. */
  hosts: ReportedHost[];
}

export interface ReportedWeek {
  /** ISO 8601 week of the report's instant in its time zone, by which the archive has it: `2026-W47`. */
  id: string;
  /** The week that the report is about, as people are told: most of the seven days before lie in it. */
  name: string;
  /** What is compared: the assessment a week before (or a week before `to`), and the one reported. */
  from: string;
  to: string;
  timeZone: string;
  /** Whether no earlier assessment is there to compare with. */
  isFirst: boolean;
}

export interface Changes {
  /** Leaking or suspected now, and not a week ago. */
  began: HostChange[];
  /** Suspected and now leaking, or the risk rose by 10 or more. */
  worse: HostChange[];
  /** Leaking or suspected a week ago, and not now. */
  fixed: HostChange[];
  /** Leaking or suspected a week ago, and no longer of the fleet. */
  gone: HostChange[];
  /** Leaking or suspected a week ago; now nobody can say. */
  lost: HostChange[];
}

export interface HostChange extends HostRef {
  label: string;
  before: { verdict: Verdict; score: number } | null;
  now: { verdict: Verdict; score: number } | null;
  /** `leaks, risk 77/100 (critical)`, `risk 41 → 77`, `healthy now; 2.8.11 → 2.8.27 on 2026-11-18`. */
  text: string;
}

export interface Decision {
  urgency: Urgency;
  /** The day by which it is due lies around it; `null` where none is. */
  dueAt: string | null;
  /** Imperative, for the first screen: `Upgrade 3 hosts to 2.8.27`. */
  what: string;
  /** One sentence. */
  why: string;
  /** Labels, the highest score first; empty where `what` names the host. */
  hosts: string[];
  /** Of all hosts that it is about; empty where it is about none alone. */
  members: HostRef[];
}

export interface NearLimit extends HostRef {
  label: string;
  /** How it stands and what to do, for each limit that it is near. */
  texts: string[];
}

export interface ReportedHost {
  hostId: string;
  name: string | null;
  /** Its name, or the id where it has none or shares it; with account and region where it shares that. */
  label: string;
  role: string | null;
  /** `none` outside of AWS, as the account; `null` where nobody says. */
  region: string | null;
  accountId: string | null;
  /** What its organization calls the account; `null` where nobody knows. */
  accountName: string | null;
  availabilityZone: string | null;
  /** As HAProxy prints it. */
  version: string | null;
  /** Upstream's part of it; `null` where it isn't known. */
  release: string | null;
  verdict: Verdict;
  /** What it leaks first of all, of a host that leaks or is suspected. */
  kind: LeakKind | null;
  leakProbability: number;
  score: number;
  /** The weightiest evidence in one sentence: what counts the leak itself before what memory shows. */
  proof: string | null;
  /** Those of the recommendation's reasons that say more than the evidence does. */
  adviceReasons: string[];
  memoryGrowthBytesPerDay: Interval | null;
  secondsToPressure: { estimate: number; low: number; high: number | null } | null;
  /** Every limit that was read, and which is reached first. */
  limits: readonly HostLimit[];
  nearestLimit: NearestLimit | null;
  recommendation: Recommendation;
  verification: HostVerification | null;
  acknowledgement: { reason: string; until: string } | null;
  daysObserved: number;
  scoredAt: string;
  reachable: boolean;
  /** Between its restarts, where they come at regular intervals. */
  restartEverySeconds: number | null;
  standing: Standing;
  /** When it answered last; `null` for never, `undefined` where the assessment does not say. */
  answeredAt: string | null | undefined;
  /** How much it holds now, of the instant `levelsAt`: medians of the last day of its newest workers. */
  levelsAt: string | null;
  memoryBytes: number | null;
  pressureBytes: number | null;
  stuckStreams: number | null;
  deadSockets: number | null;
}

export interface Acknowledged {
  target: string;
  /** Kinds of leak that it accepts; all without it. */
  kinds?: LeakKind[] | undefined;
  reason: string;
  by?: string | undefined;
  until: string;
  state: 'in-force' | 'expired' | 'unknown';
  /** Hosts that it covers. */
  hosts: number;
  /** Labels of those that leak or are suspected. */
  findings: string[];
}

export interface Age {
  /** Of the newest bin that was judged. */
  dataSeconds: number | null;
  knowledgeCheckedOn: string;
  knowledgeDays: number;
  isKnowledgeStale: boolean;
}
