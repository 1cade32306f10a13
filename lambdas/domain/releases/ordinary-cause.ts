import * as z from 'zod';
import { branchOf, compareReleases, parseVersion } from '../records/version.ts';
import { SHOWN_KINDS, type ShownKind } from './explanation.ts';
import { isNeed, Need, needWords } from './need.ts';
import { Sign, signWords } from './sign.ts';

/** What a host has: what a bug may take, and what points to an ordinary cause. */
export const HostFeature = z.union([Need, Sign]);
export type HostFeature = z.infer<typeof HostFeature>;

/** In words, as after "with". */
export const featureWords = (feature: HostFeature): string =>
  isNeed(feature) ? needWords(feature) : signWords(feature);

/** Why a host shows something though HAProxy does as it should: configuration, load, kernel or a library. */
export const OrdinaryCause = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  title: z.string().min(1),
  /** What it explains. */
  kinds: z.array(z.enum(SHOWN_KINDS)).nonempty(),
  /** Sets of features; all of one set are enough. What bugs take as well tells no cause from a bug, so each set has a sign. */
  takes: z
    .array(
      z
        .array(HostFeature)
        .refine((set) => set.some((feature) => !isNeed(feature)), 'expected a sign in each set'),
    )
    .nonempty(),
  /** The first branch that behaves otherwise, such as `3.0`. */
  before: z
    .string()
    .regex(/^\d+\.\d+$/)
    .optional(),
  advice: z.string().min(1),
  /** Word by word, of HAProxy's documentation or of who maintains it. */
  quote: z.string().min(1),
  source: z.url({ protocol: /^https$/ }),
  readOn: z.iso.date(),
});
export type OrdinaryCause = z.infer<typeof OrdinaryCause>;

export const OrdinaryCauseList = z.strictObject({
  schema: z.literal(1),
  causes: z.array(OrdinaryCause).nonempty(),
});

/**
 * The causes of what a host shows that there can be on its release, whatever it has.
 * @param version as HAProxy or a distributor prints it
 */
export const possibleCauses = (
  causes: readonly OrdinaryCause[],
  version: string,
  shown: readonly ShownKind[],
): OrdinaryCause[] =>
  causes.filter(
    ({ kinds, before }) =>
      kinds.some((kind) => shown.includes(kind)) && (before === undefined || isBefore(version, before)),
  );

/** Those that what the host has speaks for. */
export const presentCauses = (
  causes: readonly OrdinaryCause[],
  features: readonly HostFeature[],
): OrdinaryCause[] =>
  causes.filter(({ takes }) => takes.some((set) => set.every((feature) => features.includes(feature))));

/** Pre-releases of a branch count as that branch. */
function isBefore(text: string, branch: string): boolean {
  const version = parseVersion(text);
  return version !== null && (compareReleases(`${branchOf(version)}.0`, `${branch}.0`) ?? 0) < 0;
}
