import * as z from 'zod';

export const Acknowledgement = z
  .strictObject({
    target: z
      .string()
      .min(1)
      .describe('Id or name of a host, or `cohort:edge/2.8.11` for all hosts of a cohort.'),
    reason: z.string().min(1),
    until: z.iso.datetime().describe('It holds until then, and the finding comes back.'),
  })
  .meta({
    id: 'Acknowledgement',
    description: 'A finding that a person has accepted, as the configuration has it.',
  });
export type Acknowledgement = z.infer<typeof Acknowledgement>;

/** Whether an acknowledgement names a host or its cohort, whatever its date and the host's verdict. */
export const isTarget = (
  { hostId, name, cohort }: { hostId: string; name: string | null; cohort: string },
  { target }: Pick<Acknowledgement, 'target'>,
): boolean => target === hostId || target === name || target === `cohort:${cohort}`;

export const HostAcknowledgement = z
  .object({ reason: z.string(), until: z.iso.datetime() })
  .meta({ id: 'HostAcknowledgement', description: 'What holds for one host.' });
export type HostAcknowledgement = z.infer<typeof HostAcknowledgement>;

export const AcknowledgementState = z
  .object({
    ...Acknowledgement.shape,
    state: z.enum(['in-force', 'expired', 'unknown']),
    hosts: z.int(),
  })
  .meta({
    id: 'AcknowledgementState',
    description:
      'A configured acknowledgement and what became of it: `unknown` matches no host of the fleet, of any verdict.',
  });
export type AcknowledgementState = z.infer<typeof AcknowledgementState>;
