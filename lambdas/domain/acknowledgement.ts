import * as z from 'zod';
import { isFinding, type Verdict } from './verdict.ts';

/** A finding that a person has accepted, as the configuration has it. */
export const Acknowledgement = z.strictObject({
  /** Id or name of a host, or `cohort:edge/2.8.11` for all hosts of a cohort. */
  target: z.string().min(1),
  reason: z.string().min(1),
  /** It holds until then, and the finding comes back. */
  until: z.iso.datetime(),
});
export type Acknowledgement = z.infer<typeof Acknowledgement>;

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

/** What of a host bears on whether its finding has been accepted. */
interface Acknowledgeable {
  hostId: string;
  name: string | null;
  cohort: string;
  verdict: Verdict;
}

/**
 * Marks the findings that people have accepted; nothing else of a host changes, its score least of all. Of several that
 * hold for one host the last to end counts.
 */
export function acknowledge<Host extends Acknowledgeable>(
  hosts: readonly Host[],
  acknowledgements: readonly Acknowledgement[],
  at: Date,
): { hosts: (Host & { acknowledgement: HostAcknowledgement | null })[]; states: AcknowledgementState[] } {
  const states = acknowledgements.map((entry): AcknowledgementState => {
    const matching = hosts.filter((host) => isMeant(host, entry)).length;
    const state = !isInForce(entry, at) ? 'expired' : matching === 0 ? 'unknown' : 'in-force';
    return { ...entry, state, hosts: matching };
  });
  const inForce = acknowledgements
    .filter((entry) => isInForce(entry, at))
    .toSorted((a, b) => Date.parse(b.until) - Date.parse(a.until));
  const marked = hosts.map((host) => {
    const entry = isFinding(host.verdict) ? inForce.find((entry) => isMeant(host, entry)) : undefined;
    const acknowledgement = entry ? { reason: entry.reason, until: entry.until } : null;
    return { ...host, acknowledgement };
  });
  return { hosts: marked, states };
}

const isInForce = ({ until }: Acknowledgement, at: Date): boolean => at.getTime() < Date.parse(until);

const isMeant = ({ hostId, name, cohort }: Acknowledgeable, { target }: Acknowledgement): boolean =>
  target === hostId || target === name || target === `cohort:${cohort}`;
