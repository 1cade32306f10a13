import * as z from 'zod';
import { AcknowledgementState, HostAcknowledgement } from './acknowledgement.ts';
import { Evidence, Interval, SecondsToPressure } from './evidence.ts';
import { Recommendation } from './recommendation.ts';
import { RolloutPlan } from './rollout-plan.ts';
import { VERDICTS } from './verdict.ts';
import { HostVerification, ReleaseVerification } from './verification.ts';

export const AssessedHost = z.object({
  hostId: z.string(),
  name: z.string().nullable(),
  role: z.string().nullable(),
  availabilityZone: z.string().nullable(),
  cohort: z.string(),
  version: z.string().nullable(),
  verdict: z.enum(VERDICTS),
  /** 0-1, calibrated: of hosts at .3, three in ten leak. */
  leakProbability: z.number().min(0).max(1),
  /** What is known before any evidence: the share of hosts that leak. */
  priorLogOdds: z.number(),
  /** 0-100: probability times severity; what orders the list. */
  score: z.number().min(0).max(100),
  /** Load taken out; 95 % interval. */
  memoryGrowthBytesPerDay: Interval.nullable(),
  /** Until the kernel's TCP memory pressure at the present growth; `null` for never. */
  secondsToPressure: SecondsToPressure.nullable(),
  evidence: z.array(Evidence),
  recommendation: Recommendation,
  /** Whether its last change of release ended a leak; `null` where it has not changed release in the window. */
  verification: HostVerification.nullable(),
  /** The acknowledgement in force; `null` where nobody has accepted its finding. */
  acknowledgement: HostAcknowledgement.nullable(),
  daysObserved: z.number(),
  /** When it was judged: earlier than the assessment for a host that can't be reached, which keeps its last score. */
  scoredAt: z.iso.datetime(),
  /** Whether its newest run was sampled. */
  reachable: z.boolean(),
});
export type AssessedHost = z.infer<typeof AssessedHost>;

/** Hosts with the same role and upstream release. */
export const AssessedCohort = z.object({
  cohort: z.string(),
  hosts: z.int(),
  leaking: z.int(),
  /**
   * 0-1, that the release leaks here: the higher of what its hosts' growth says together and what two of them (of more
   * than 200 a hundredth, of one host it) reach each by itself; `null` where none can be judged.
   */
  leakProbability: z.number().nullable(),
  /** Part of a host's level, a day; `null` with too few hosts to say. */
  growthPerDay: Interval.nullable(),
  /** The same less that of the role's other releases; `null` where there are too few of these. */
  beyondOthers: z.object({ hosts: z.int(), growthPerDay: Interval, pValue: z.number() }).nullable(),
});
export type AssessedCohort = z.infer<typeof AssessedCohort>;

/** What 28 days of bins say of a fleet at an instant. */
export const Assessment = z.object({
  schema: z.literal(1),
  assessedAt: z.iso.datetime(),
  knowledgeCheckedOn: z.string(),
  fleet: z.object({
    /** The highest host score. */
    score: z.number(),
    hosts: z.int(),
    leaking: z.int(),
    suspected: z.int(),
    insufficientData: z.int(),
    unreachable: z.int(),
    /** Share of hosts whose newest run was sampled; `null` for a fleet without hosts. */
    coverage: z.number().nullable(),
  }),
  cohorts: z.array(AssessedCohort),
  /** The highest score first, then by id. */
  hosts: z.array(AssessedHost),
  /** The order in which to change the hosts that call for it. */
  plan: RolloutPlan,
  /** Each change of release in the window, all hosts of a role together. */
  verifications: z.array(ReleaseVerification),
  /** Every configured acknowledgement, those that match nothing or have expired too. */
  acknowledgements: z.array(AcknowledgementState),
});
export type Assessment = z.infer<typeof Assessment>;
