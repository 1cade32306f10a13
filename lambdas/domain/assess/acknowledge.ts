import {
  type AcknowledgeableHost,
  type AcknowledgementState,
  type HostAcknowledgement,
  isTarget,
  type UsedAcknowledgement,
} from '../records/acknowledgement.ts';
import type { AssessedHost } from '../records/assessment.ts';
import { LEAK_KINDS, type LeakKind } from '../records/leak-kind.ts';
import { isFinding, type Verdict } from '../records/verdict.ts';
import { foundKinds } from './found-kinds.ts';

/** What of a host bears on whether its finding has been accepted. */
interface Acknowledgeable extends AcknowledgeableHost, Pick<AssessedHost, 'kinds' | 'acknowledgedKinds'> {
  verdict: Verdict;
}

type Acknowledged<Host> = Omit<Host, 'acknowledgedKinds'> & {
  acknowledgement: HostAcknowledgement | null;
  acknowledgedKinds?: LeakKind[];
};

/**
 * Marks the findings that people have accepted; nothing else of a host changes, its score least of all. A finding is
 * accepted where each kind of leak that the host shows is. Of several acknowledgements that hold for a kind the last to
 * end counts; of those of several kinds the first, since the finding opens again with it.
 */
export function acknowledge<Host extends Acknowledgeable>(
  hosts: readonly Host[],
  acknowledgements: readonly UsedAcknowledgement[],
  at: Date,
): { hosts: Acknowledged<Host>[]; states: AcknowledgementState[] } {
  const states = acknowledgements.map((entry): AcknowledgementState => {
    const matching = hosts.filter((host) => isTarget(host, entry)).length;
    const state = !isInForce(entry, at) ? 'expired' : matching === 0 ? 'unknown' : 'in-force';
    return { ...entry, state, hosts: matching };
  });
  const lastToEnd = acknowledgements
    .filter((entry) => isInForce(entry, at))
    .toSorted((a, b) => Date.parse(b.until) - Date.parse(a.until));
  const markedHosts = hosts.map(({ acknowledgedKinds: _, ...host }) => {
    const entries = isFinding(host.verdict) ? lastToEnd.filter((entry) => isTarget(host, entry)) : [];
    const acknowledgedKinds = LEAK_KINDS.filter((kind) => entries.some((entry) => covers(entry, kind)));
    return {
      ...host,
      acknowledgement: acceptanceOf(foundKinds(host), entries),
      ...(acknowledgedKinds.length > 0 && { acknowledgedKinds }),
    };
  });
  return { hosts: markedHosts, states };
}

/** What holds for a host whose every kind of leak is covered; `null` otherwise. */
function acceptanceOf(
  kinds: readonly LeakKind[],
  lastToEnd: readonly UsedAcknowledgement[],
): HostAcknowledgement | null {
  const covering = kinds.map((kind) => lastToEnd.find((entry) => covers(entry, kind)));
  const used = new Set(covering.filter((entry) => entry !== undefined));
  const first = [...used].sort((a, b) => Date.parse(a.until) - Date.parse(b.until))[0];
  if (first === undefined || covering.includes(undefined)) return null;
  const ids = [...used].flatMap(({ id }) => id ?? []);
  return { reason: first.reason, until: first.until, ...(ids.length > 0 && { ids }) };
}

const covers = ({ kinds }: UsedAcknowledgement, kind: LeakKind): boolean =>
  kinds === undefined || kinds.includes(kind);

const isInForce = ({ until }: UsedAcknowledgement, at: Date): boolean => at.getTime() < Date.parse(until);
