import * as z from 'zod';
import { FleetName } from '../domain/records/fleet-name.ts';

/** Lambda variables of `judge-places`, as the stack writes them. */
export const JudgePlacesEnv = z.object({
  ARCHIVE_BUCKET: z.string().min(3),
  /** Of one fleet among several. */
  FLEET_NAME: FleetName.optional(),
});
export type JudgePlacesEnv = z.infer<typeof JudgePlacesEnv>;

export type JudgePlacesVariables = z.input<typeof JudgePlacesEnv>;
