import * as z from 'zod';
import { branchOf, compareUpstream, parseVersion, type Version } from '../records/version.ts';
import { Effect } from './effect.ts';
import { Need } from './need.ts';

/** An instant in a branch's life, as in the OSV schema; `last_affected` is inclusive and says that no fix is known. */
const RangeEvent = z.union([
  z.strictObject({ introduced: z.string() }),
  z.strictObject({ fixed: z.string() }),
  z.strictObject({ last_affected: z.string() }),
]);

/**
 * How the fixed release is known. `changelog`: its change list was read. `inferred-lockstep`: by the dates of
 * neighbouring branches. `eol-unfixed`: the branch ended first. `reverted`: the fix was taken back. `queued`: waits
 * for the next release. `unpatched-upto`: no list up to `last_affected` has it. `not-found`, `unknown`: nothing to go by.
 */
export const Confidence = z.enum([
  'changelog',
  'inferred-lockstep',
  'eol-unfixed',
  'reverted',
  'queued',
  'unpatched-upto',
  'not-found',
  'unknown',
]);
export type Confidence = z.infer<typeof Confidence>;

export const AffectedBranch = z.strictObject({
  branch: z.string(),
  /** `unclear` is never a finding. */
  status: z.enum(['affected', 'unclear']),
  events: z.array(RangeEvent).min(1),
  confidence: Confidence,
  evidence: z.string().min(1),
  /** First release whose fix doesn't work, though its change list names it. */
  ineffectiveFix: z.string().optional(),
});
export type AffectedBranch = z.infer<typeof AffectedBranch>;

const AdvisoryId = z.string().regex(/^HAPX-\d{4}$/);

/** A known bug of HAProxy: which releases have it, since when, until when, and where that can be checked. */
export const Advisory = z.strictObject({
  id: AdvisoryId,
  /** Subject lines of the fix in upstream's change lists. */
  titles: z.array(z.string()),
  /** Upstream's own class, from the subject line. */
  tag: z.enum(['BUG/CRITICAL', 'BUG/MAJOR', 'BUG/MEDIUM', 'BUG/MINOR']),
  /** What it makes leak, then what else it does; the strongest first. */
  kinds: z.array(Effect).min(1),
  /** What a configuration or its traffic must have for it to show, all of them; none for what any host meets. */
  needs: z.array(Need),
  summary: z.string().min(1),
  /** The same in prose; `null` for nothing special. */
  condition: z.string().nullable(),
  notes: z.string().nullable(),
  /** The development version that first had the fix. */
  fixedInDev: z.string().nullable(),
  /** The fix of another bug that brought this one, where releases took it up in the middle of their branch. */
  broughtBy: z
    .strictObject({ commit: z.string().regex(/^[0-9a-f]{7,12}$/), advisory: AdvisoryId.nullable() })
    .optional(),
  affected: z.array(AffectedBranch).min(1),
  references: z.array(z.strictObject({ type: z.enum(['FIX', 'REPORT']), url: z.url() })),
});
export type Advisory = z.infer<typeof Advisory>;

export const AdvisoryList = z.strictObject({
  schema: z.literal(2),
  /** The day on which the sources were last read. */
  checkedOn: z.iso.date(),
  sources: z.array(z.string().min(1)).min(1),
  advisories: z.array(Advisory).min(1),
});
export type AdvisoryList = z.infer<typeof AdvisoryList>;

/**
 * `partly-fixed`: a fix is in, but doesn't work. `probable`: it rests on an inference, or the build may carry
 * a backported fix.
 */
export type MatchStatus = 'affected' | 'partly-fixed' | 'probable';

/** An advisory that affects a release. */
export type AdvisoryMatch = {
  advisory: Advisory;
  status: MatchStatus;
  /** First release of the branch with a working fix; `null` if none is known. */
  fixedIn: string | null;
  confidence: Confidence;
  evidence: string;
  /** Where to check it: the fix, the report or the branch's change list. */
  source: string;
};

/** Whether and how an advisory affects a version; `null` where it doesn't, or where that is unclear. */
export function matchAdvisory(advisory: Advisory, version: Version): AdvisoryMatch | null {
  const record = advisory.affected.find(({ branch }) => branch === branchOf(version));
  if (version.preRelease !== null) return matchPreRelease(advisory, version, record);
  if (record?.status !== 'affected') return null;
  const range = rangeOf(record, version);
  return range && matchOf(advisory, version, record, range.fixedIn);
}

function matchOf(
  advisory: Advisory,
  version: Version,
  record: AffectedBranch,
  fixedIn: string | null,
): AdvisoryMatch {
  const { confidence, evidence, branch } = record;
  const source = advisory.references[0]?.url ?? changeListOf(branch);
  return { advisory, status: statusOf(advisory, version, record), fixedIn, confidence, evidence, source };
}

function statusOf(advisory: Advisory, version: Version, record: AffectedBranch): MatchStatus {
  const { ineffectiveFix, confidence } = record;
  if (ineffectiveFix !== undefined && !isBefore(version, ineffectiveFix)) return 'partly-fixed';
  const mayBeBackported = version.distribution !== null && advisory.kinds.includes('security');
  const isInferred = confidence === 'inferred-lockstep' || version.preRelease !== null;
  return mayBeBackported || isInferred ? 'probable' : 'affected';
}

/** The stretch of a branch's events that holds the version, and where it ends. */
function rangeOf({ events }: AffectedBranch, version: Version): { fixedIn: string | null } | null {
  let inside = false;
  for (const event of events) {
    if ('introduced' in event) {
      if (isBefore(version, event.introduced)) return null;
      inside = true;
    } else if ('fixed' in event) {
      if (inside && isBefore(version, event.fixed)) return { fixedIn: event.fixed };
      inside = false;
    } else {
      return inside && !isAfter(version, event.last_affected) ? { fixedIn: null } : null;
    }
  }
  return inside ? { fixedIn: null } : null;
}

/**
 * A pre-release has what its branch's first release has (since when is not recorded, hence `probable`), and what
 * older branches have and a later pre-release fixed.
 */
function matchPreRelease(
  advisory: Advisory,
  version: Version,
  record: AffectedBranch | undefined,
): AdvisoryMatch | null {
  const firstRelease = parseVersion(`${branchOf(version)}.0`);
  if (!firstRelease) return null;
  if (record) {
    const range = record.status === 'affected' ? rangeOf(record, firstRelease) : null;
    return range && matchOf(advisory, version, record, range.fixedIn);
  }
  const fix = parseVersion(advisory.fixedInDev ?? '');
  const older = advisory.affected.find(
    ({ status, branch }) => status === 'affected' && isAfter(version, `${branch}.0`),
  );
  if (!older || !fix || branchOf(fix) !== branchOf(version) || compareUpstream(version, fix) >= 0)
    return null;
  const evidence = `fixed in ${advisory.fixedInDev}, so before ${firstRelease.text}`;
  const branchRecord = { ...older, branch: branchOf(version), confidence: 'changelog' as const, evidence };
  return matchOf(advisory, version, branchRecord, firstRelease.text);
}

function changeListOf(branch: string): string {
  return `https://www.haproxy.org/download/${branch}/src/CHANGELOG`;
}

/** Whether a version comes before a release; packages of one release are equal. */
export function isBefore(version: Version, release: string): boolean {
  const bound = parseVersion(release);
  return bound !== null && compareUpstream(version, bound) < 0;
}

function isAfter(version: Version, release: string): boolean {
  const bound = parseVersion(release);
  return bound !== null && compareUpstream(version, bound) > 0;
}
