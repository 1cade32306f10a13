import * as z from 'zod';

/** A finding that a person has accepted, as the configuration has it. */
export const Acknowledgement = z.strictObject({
  /** Id or name of a host, or `cohort:edge/2.8.11` for all hosts of a cohort. */
  target: z.string().min(1),
  reason: z.string().min(1),
  /** It holds until then, and the finding comes back. */
  until: z.iso.datetime(),
});
export type Acknowledgement = z.infer<typeof Acknowledgement>;

/** Whether an acknowledgement names a host or its cohort, whatever its date and the host's verdict. */
export const isTarget = (
  { hostId, name, cohort }: { hostId: string; name: string | null; cohort: string },
  { target }: Pick<Acknowledgement, 'target'>,
): boolean => target === hostId || target === name || target === `cohort:${cohort}`;

/** What holds for one host. */
export const HostAcknowledgement = z.object({ reason: z.string(), until: z.iso.datetime() });
export type HostAcknowledgement = z.infer<typeof HostAcknowledgement>;

/** A configured acknowledgement and what became of it: `unknown` matches no host of the fleet, of any verdict. */
export const AcknowledgementState = z.object({
  ...Acknowledgement.shape,
  state: z.enum(['in-force', 'expired', 'unknown']),
  hosts: z.int(),
});
export type AcknowledgementState = z.infer<typeof AcknowledgementState>;
