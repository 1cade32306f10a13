import type { AdvisoryMatch } from './advisory.ts';
import { isCommon, isLeak } from './advisory-rank.ts';

/** Something to do until the upgrade: the exact directive (a line each), where it stands, when it applies, what it does and what not. */
export type Mitigation = {
  id: 'restart' | 'hard-stop-after' | 'timeouts' | 'tcp-ut';
  directive: string;
  where: string;
  when: string;
  does: string;
  doesNot: string;
};

/** 30 s is upstream's usual first value: far above any healthy round trip, far below the hours of a long timeout. */
const TCP_USER_TIMEOUT = '30s';

/** Long enough for ordinary downloads to end, short enough that old workers don't outlive a day's reloads. */
const HARD_STOP_AFTER = '30m';

/** In the order in which they help. All but `hard-stop-after` were tried against the founding leak, on 2.8.0. */
export const MITIGATIONS: readonly Mitigation[] = [
  {
    id: 'restart',
    directive: 'systemctl restart haproxy',
    where: 'on the host',
    when: 'TCP memory nears its limit, or a window allows it',
    does: 'frees every stuck stream, its sockets and their memory at once',
    doesNot: 'keep open connections, or stop the leak from starting again',
  },
  {
    id: 'hard-stop-after',
    directive: `hard-stop-after ${HARD_STOP_AFTER}`,
    where: 'global section',
    when: 'the host is reloaded rather than restarted',
    does: 'ends the old worker that long after a reload, and frees what it leaked',
    doesNot: 'free anything without a reload; a reload alone leaves the leak in the old worker',
  },
  {
    id: 'timeouts',
    directive: 'timeout client 1m\ntimeout server 1m\ntimeout tunnel 1h',
    where: 'defaults section, and every proxy that sets its own',
    when: 'a timeout is missing (then it is infinite) or counts in hours',
    does: 'ends idle streams that still have a timer, so that less piles up',
    doesNot: 'end the streams of HAPX-0001: they have no timer left that could run out',
  },
  {
    id: 'tcp-ut',
    directive: `tcp-ut ${TCP_USER_TIMEOUT}`,
    where: 'at the end of bind and server lines',
    when: 'timeouts are long',
    does: 'lets the kernel end connections whose peer stopped acknowledging, which bounds dead peers',
    doesNot: "free the founding leak's sockets (tried: they are already reset)",
  },
];

/** What eases these advisories until the upgrade; nothing where none of them leaks on any host. */
export function mitigationsFor(matches: readonly AdvisoryMatch[]): Mitigation[] {
  return matches.some(({ advisory }) => isLeak(advisory) && isCommon(advisory)) ? [...MITIGATIONS] : [];
}
