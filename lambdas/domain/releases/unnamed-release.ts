import { type EnterpriseRelease, enterpriseReasons } from './enterprise-release.ts';
import type { Knowledge } from './knowledge.ts';
import { type Branch, latestOf } from './release.ts';
import type { ReleaseAdvice } from './release-advice.ts';
import { lifeOf } from './target-branch.ts';

/** The same shape as {@link ReleaseAdvice} for what names no release of HAProxy: nothing is claimed of it. */
export type UnnamedReleaseAdvice = Pick<ReleaseAdvice, 'knowledgeCheckedOn'> & {
  /** The build of HAProxy Enterprise as it was given; `null` where only a branch is named, if that. */
  version: string | null;
  branch: string | null;
  distribution: null;
  endOfLife: string | null;
  advisories: [];
  recommendation: { action: 'find-out'; floor: null; to: null; reasons: string[]; mitigations: [] };
  /** Steps that tell the release: sentences, or commands with what they say. */
  findOut: FindOut[];
};

export type FindOut = { command: string | null; says: string };

/** What is not known of HAProxy Enterprise, and how to find out. */
export function adviseEnterprise(
  release: EnterpriseRelease,
  { checkedOn }: Pick<Knowledge, 'checkedOn'>,
): UnnamedReleaseAdvice {
  return {
    version: release.text,
    branch: release.branch,
    ...NOTHING_CLAIMED,
    endOfLife: null,
    knowledgeCheckedOn: checkedOn,
    recommendation: {
      ...FIND_OUT,
      reasons: [...enterpriseReasons(release), 'The third number of a build is no release of HAProxy'],
    },
    findOut: [
      { command: 'hapee-lb -v', says: 'the whole number of the build that is installed' },
      {
        command: 'hapee-lb -vv',
        says: 'the same, with options and libraries; it names no release of HAProxy either',
      },
      {
        command: null,
        says: "Look for that number in HAProxy Technologies' release notes, or ask their support whether it has the fix of a bug",
      },
    ],
  };
}

/** What a branch alone, an image's tag of a branch, or one such as `lts` leaves open. */
export function adviseBranch(
  { text, isImage }: { text: string; isImage: boolean },
  branch: Branch | null,
  { checkedOn }: Pick<Knowledge, 'checkedOn'>,
  at: Date,
): UnnamedReleaseAdvice {
  return {
    version: null,
    branch: branch?.branch ?? null,
    ...NOTHING_CLAIMED,
    endOfLife: branch?.endOfLife ?? null,
    knowledgeCheckedOn: checkedOn,
    recommendation: {
      ...FIND_OUT,
      reasons: [
        ...namingReasons(text, branch, isImage),
        ...(branch === null ? [] : [branchReason(branch, at)]),
      ],
    },
    findOut: isImage ? ofImage(text) : OF_PROGRAM,
  };
}

const NOTHING_CLAIMED: Pick<UnnamedReleaseAdvice, 'distribution' | 'advisories'> = {
  distribution: null,
  advisories: [],
};
const FIND_OUT: Omit<UnnamedReleaseAdvice['recommendation'], 'reasons'> = {
  action: 'find-out',
  floor: null,
  to: null,
  mitigations: [],
};

const OF_PROGRAM: FindOut[] = [{ command: 'haproxy -v', says: 'the release that is installed' }];

const ofImage = (text: string): FindOut[] => [
  { command: 'docker exec CONTAINER haproxy -v', says: 'the release that a container runs' },
  {
    command: `docker run --rm ${text} haproxy -v`,
    says: 'the release of the image as it is here, or is pulled now',
  },
];

function namingReasons(text: string, branch: Branch | null, isImage: boolean): string[] {
  if (text === branch?.branch) return [`${text} is a branch, not a release`];
  const named = branch === null ? 'no branch and no release' : `branch ${branch.branch} and no release`;
  const tag = 'Such a tag moves to each new release: which one an image has depends on when it was pulled';
  const digest = 'A digest stands for one image, and only that image tells which release it has';
  return [`${text} names ${named}`, ...(isImage ? [text.includes('@') ? digest : tag] : [])];
}

function branchReason(branch: Branch, at: Date): string {
  const { endOfLife, longTerm } = branch;
  const kind = longTerm ? 'is a long-term branch' : 'is a branch';
  const life =
    lifeOf(branch, at) === 'ended' ? `got its last fixes on ${endOfLife}` : `gets fixes until ${endOfLife}`;
  return `${branch.branch} ${kind} that ${life}; the newest release of it that is known here is ${latestOf(branch)}`;
}
