import type { AssessedHost } from '../records/assessment.ts';
import { type HostKey, hostKey } from '../records/host-key.ts';
import { BIN, DAY } from '../records/time.ts';
import type { LoneHost } from './lone-host.ts';

/** A host of a fleet that was seen: what it measured, or what was said of it last if it can't be judged now. */
export type SeenHost = Pick<LoneHost, 'host' | 'changes' | 'load'> &
  (
    | (Pick<LoneHost, 'measured' | 'standing'> & { previous?: undefined })
    | { previous: AssessedHost; measured?: undefined; standing?: undefined }
  );

/**
 * @param newest start of the newest bin that any host of the fleet has
 * @param last the hosts of the assessment before
 */
export function seenHost(
  lone: LoneHost,
  { newest, last }: { newest: string; last: ReadonlyMap<HostKey, AssessedHost> },
): SeenHost {
  const { changes, load, measured, standing, lastAt, usableAt } = lone;
  // Where a whole place fell silent, nobody knows how its hosts are.
  const isHeardOf = Date.parse(lastAt) >= Date.parse(newest) - BIN;
  const host = { ...lone.host, reachable: lone.host.reachable && isHeardOf };
  const isRecent = usableAt !== null && Date.parse(usableAt) > Date.parse(newest) - DAY;
  const previous = isRecent ? undefined : last.get(hostKey(host));
  return { host, changes, load, ...(previous ? { previous } : { measured, standing }) };
}
