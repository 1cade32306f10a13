import * as z from 'zod';
import { parseVersion } from '../records/version.ts';

/** The newest package of HAProxy in one release of a distribution, on the day on which that was read. */
export const DistributionPackage = z.strictObject({
  distribution: z.string().min(1),
  version: z.string().refine((version) => parseVersion(version) !== null),
  readOn: z.iso.date(),
  source: z.string().min(1),
});
export type DistributionPackage = z.infer<typeof DistributionPackage>;

export const PackageList = z.strictObject({
  schema: z.literal(1),
  /** The day on which the packages were last looked for; each has the day of its own source. */
  checkedOn: z.iso.date(),
  /** What could not be read, by distribution. */
  gaps: z.record(z.string(), z.string()),
  packages: z.array(DistributionPackage).nonempty(),
});
export type PackageList = z.infer<typeof PackageList>;
