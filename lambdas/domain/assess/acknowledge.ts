import {
  type Acknowledgement,
  type AcknowledgementState,
  type HostAcknowledgement,
  isTarget,
} from '../records/acknowledgement.ts';
import { isFinding, type Verdict } from '../records/verdict.ts';

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
    const matching = hosts.filter((host) => isTarget(host, entry)).length;
    const state = !isInForce(entry, at) ? 'expired' : matching === 0 ? 'unknown' : 'in-force';
    return { ...entry, state, hosts: matching };
  });
  const inForce = acknowledgements
    .filter((entry) => isInForce(entry, at))
    .toSorted((a, b) => Date.parse(b.until) - Date.parse(a.until));
  const markedHosts = hosts.map((host) => {
    const entry = isFinding(host.verdict) ? inForce.find((entry) => isTarget(host, entry)) : undefined;
    const acknowledgement = entry ? { reason: entry.reason, until: entry.until } : null;
    return { ...host, acknowledgement };
  });
  return { hosts: markedHosts, states };
}

const isInForce = ({ until }: Acknowledgement, at: Date): boolean => at.getTime() < Date.parse(until);
