import * as z from 'zod';

const UpstreamRelease = z.string().regex(/^\d+\.\d+\.\d+$/);

/** One release of a branch; `dateSource` tells where its date was read, or that it is inferred. */
export const Release = z.strictObject({
  version: UpstreamRelease,
  date: z.iso.date(),
  dateSource: z.string().min(1),
});
export type Release = z.infer<typeof Release>;

/** A branch with its releases in order; fixes end on `endOfLife`. */
export const Branch = z.strictObject({
  branch: z.string().regex(/^\d+\.\d+$/),
  longTerm: z.boolean(),
  endOfLife: z.iso.date(),
  endOfLifeSource: z.string().min(1),
  releases: z.array(Release).nonempty(),
});
export type Branch = z.infer<typeof Branch>;

export const ReleaseList = z.strictObject({
  schema: z.literal(1),
  /** The day on which the sources were last read. */
  checkedOn: z.iso.date(),
  sources: z.array(z.string().min(1)).nonempty(),
  /** What could not be read, by branch. */
  gaps: z.record(z.string(), z.string()),
  /** Oldest first. */
  branches: z.array(Branch).nonempty(),
});
export type ReleaseList = z.infer<typeof ReleaseList>;

/** The newest release of a branch. */
export function latestOf(branch: Branch): string {
  const latest = branch.releases.at(-1);
  if (!latest) throw new Error(`Branch ${branch.branch} has no releases`);
  return latest.version;
}
