import * as z from 'zod';
import { AcknowledgementIssue, AcknowledgementState, HostAcknowledgement } from './acknowledgement.ts';
import { Evidence, Interval, SecondsToPressure, ShownKind } from './evidence.ts';
import { hostRef } from './host-key.ts';
import { HostLevels } from './host-levels.ts';
import { UsedKnowledge } from './knowledge-use.ts';
import { LeakKind } from './leak-kind.ts';
import { HostLimit, NearestLimit } from './limit.ts';
import { OpenFinding } from './open-finding.ts';
import { Recommendation } from './recommendation.ts';
import { RolloutPlan } from './rollout-plan.ts';
import { VERDICTS } from './verdict.ts';
import { HostVerification, ReleaseVerification } from './verification.ts';

export const AssessedHost = z
  .object({
    ...hostRef,
    name: z.string().nullable(),
    role: z.string().nullable(),
    availabilityZone: z.string().nullable(),
    cohort: z.string(),
    version: z.string().nullable(),
    verdict: z.enum(VERDICTS),
    leakProbability: z.number().min(0).max(1).describe('0-1, calibrated: of hosts at .3, three in ten leak.'),
    priorLogOdds: z.number().describe('What is known before any evidence: the share of hosts that leak.'),
    score: z.number().min(0).max(100).describe('0-100: probability times severity; what orders the list.'),
    memoryGrowthBytesPerDay: Interval.nullable().describe('Load taken out; 95% interval.'),
    secondsToPressure: SecondsToPressure.nullable().describe(
      "Until the kernel's TCP memory pressure at the present growth; `null` for never.",
    ),
    levels: HostLevels.nullable()
      .optional()
      .describe(
        'How much it holds now; `null` where no bin was sampled. Absent in an assessment of an earlier version.',
      ),
    restartEverySeconds: z
      .number()
      .nullable()
      .optional()
      .describe(
        'Between its restarts, where they come at regular intervals: its forecasts are those without the next one. `null` where they do not.',
      ),
    answeredAt: z.iso
      .datetime()
      .nullable()
      .optional()
      .describe(
        'End of the last three hours in which it answered; `null` where it did not in 28 days. Absent in an assessment of an earlier version.',
      ),
    limits: z
      .array(HostLimit)
      .optional()
      .describe('Every limit that was read; absent in an assessment of an earlier version, as the next two.'),
    nearestLimit: NearestLimit.nullable()
      .optional()
      .describe('What score and urgency go by; `null` where no limit is reached at the present growth.'),
    nearLimit: z.boolean().optional().describe('Whether it stands at 90% of any limit, leak or not.'),
    kinds: z
      .array(ShownKind)
      .optional()
      .describe('Kinds of leak that the readings speak for, strongest first.'),
    evidence: z
      .array(Evidence)
      .describe('Of the likeliest kind, which adds up to the probability; then what else was asked, at 0.'),
    recommendation: Recommendation,
    verification: HostVerification.nullable().describe(
      'Whether its last change of release ended a leak; `null` where it has not changed release in the window.',
    ),
    acknowledgement: HostAcknowledgement.nullable().describe(
      'The acknowledgement in force; `null` where nobody has accepted its finding, or not each kind of leak that it shows.',
    ),
    acknowledgedKinds: z
      .array(LeakKind)
      .optional()
      .describe('Kinds of leak that are accepted on it, shown or not; absent where none is.'),
    finding: OpenFinding.nullable()
      .optional()
      .describe(
        'The finding that is open; `null` where none is. Absent in an assessment of an earlier version.',
      ),
    daysObserved: z.number(),
    scoredAt: z.iso
      .datetime()
      .describe(
        "When it was judged: earlier than the assessment for a host that can't be reached, which keeps its last score.",
      ),
    reachable: z.boolean().describe('Whether its newest run was sampled.'),
  })
  .meta({ id: 'AssessedHost' });
export type AssessedHost = z.infer<typeof AssessedHost>;

export const AssessedCohort = z
  .object({
    cohort: z.string(),
    hosts: z.int(),
    leaking: z.int(),
    leakProbability: z
      .number()
      .nullable()
      .describe(
        "0-1, that the release leaks here: the higher of what its hosts' growth says together and what two of them (of more than 200 a hundredth, of one host it) reach each by itself; `null` where none can be judged.",
      ),
    growthPerDay: Interval.nullable().describe(
      "Part of a host's level, a day; `null` with too few hosts to say.",
    ),
    beyondOthers: z
      .object({ hosts: z.int(), growthPerDay: Interval, pValue: z.number() })
      .nullable()
      .describe("The same less that of the role's other releases; `null` where there are too few of these."),
    kinds: z
      .array(z.object({ kind: LeakKind, hosts: z.int() }))
      .optional()
      .describe('What its leaking hosts leak first of all, most hosts first; absent in earlier assessments.'),
    nearestLimit: z
      .object({ ...hostRef, ...NearestLimit.shape })
      .nullable()
      .optional()
      .describe('The limit that one of its leaking hosts reaches first.'),
  })
  .meta({ id: 'AssessedCohort', description: 'Hosts with the same role and upstream release.' });
export type AssessedCohort = z.infer<typeof AssessedCohort>;

export const Assessment = z
  .object({
    schema: z.literal(1),
    assessedAt: z.iso.datetime(),
    knowledgeCheckedOn: z.string(),
    knowledge: UsedKnowledge.optional().describe(
      'The knowledge that it was made with; older assessments do not say.',
    ),
    fleet: z.object({
      score: z.number().describe('The highest host score: the worst host, not how much of the fleet leaks.'),
      hosts: z.int(),
      leaking: z.int(),
      suspected: z.int(),
      insufficientData: z.int(),
      unreachable: z.int(),
      unknown: z
        .int()
        .optional()
        .describe(
          'Hosts of which nobody can say how they stand: not judged, or no answer at the end and no finding. Absent in an assessment of an earlier version.',
        ),
      coverage: z
        .number()
        .nullable()
        .describe('Share of hosts whose newest run was sampled; `null` for a fleet without hosts.'),
      prevalence: z
        .number()
        .optional()
        .describe('Share of hosts that leak, as their evidence has it: what priors are made of.'),
      soundGrowth: z
        .record(z.string(), z.number())
        .optional()
        .describe(
          "By check, how far its reading drifts on this fleet's sound hosts as a multiple of what is usual: evidence is weighed by it.",
        ),
    }),
    cohorts: z.array(AssessedCohort),
    hosts: z.array(AssessedHost).describe('The highest score first, then by id, account and region.'),
    plan: RolloutPlan,
    verifications: z
      .array(ReleaseVerification)
      .describe('Each change of release in the window, all hosts of a role together.'),
    acknowledgements: z
      .array(AcknowledgementState)
      .describe(
        'Every acknowledgement that it was made with, by id; those that match nothing or have expired too.',
      ),
    acknowledgementIssues: z
      .array(AcknowledgementIssue)
      .optional()
      .describe('Objects below acknowledgements/ that can not be used; absent where there are none.'),
  })
  .describe('What 28 days of bins say of a fleet at an instant.');
export type Assessment = z.infer<typeof Assessment>;
