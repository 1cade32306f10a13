import { durationPhrase, wholePercent } from '../format.ts';
import type { HostConfiguration } from '../records/bin.ts';
import type { LeakKind } from '../records/leak-kind.ts';
import type { Urgency } from '../records/recommendation.ts';
import { HOUR_SECONDS } from '../records/time.ts';
import { isFinding } from '../records/verdict.ts';
import { MITIGATIONS, type Mitigation } from '../releases/mitigation.ts';
import { nearLimits } from '../scoring/limits.ts';
import type { HostFacts } from './host-facts.ts';

/** More than the tunnel timeout that is advised. */
const LONG_SECONDS = HOUR_SECONDS;

/** From here on a busy day may bring the kernel's pressure without any leak. */
const BUSY = 0.8;

/** What a host's own configuration calls for. */
export interface OwnMitigation {
  /** Directive, where it stands, and why here. */
  text: string;
  /** `none` for what helps but is no reason to change a configuration by itself. */
  urgency: Urgency;
  /** The kind of leak that the directive ends by itself. */
  ends?: LeakKind;
}

/** The directives that a host lacks, the most urgent first. */
export function ownMitigations(host: HostFacts): OwnMitigation[] {
  const { config } = host;
  const mitigations = config
    ? [...hardStopAfter(config, host), ...timeouts(config), ...tcpUserTimeout(config)]
    : [];
  return [...tcpMemory(host), ...mitigations];
}

/** The limit is the kernel's own; a leak would reach any. Nearer to it the reasons say so, as of every limit. */
function tcpMemory(host: HostFacts): OwnMitigation[] {
  const share = isFinding(host.verdict) ? 0 : (host.shareOfPressure ?? 0);
  const isNear = nearLimits(host.limits ?? []).some(({ resource }) => resource === 'tcp-memory');
  if (share < BUSY || isNear) return [];
  const level = `TCP memory stands at ${wholePercent(share)} of the kernel's pressure limit`;
  const text = `net.ipv4.tcp_mem, in /etc/sysctl.d: ${level} and is no leak; raise it as memory allows, or add hosts`;
  return [{ text, urgency: 'this-week' }];
}

function hardStopAfter(config: HostConfiguration, { stoppingWorkers }: HostFacts): OwnMitigation[] {
  if (stoppingWorkers < 1 || config.hardStopAfterSeconds !== null) return [];
  const oldWorkers =
    stoppingWorkers < 1.5 ? 'an old worker drains' : `${Math.round(stoppingWorkers)} old workers drain`;
  const reason = `${oldWorkers} after a reload, and nothing ends that`;
  return [{ ...mitigationOf('hard-stop-after', reason, 'next-window'), ends: 'old-workers' }];
}

function timeouts({ untimedProxies }: HostConfiguration): OwnMitigation[] {
  if (!untimedProxies) return [];
  const proxies = untimedProxies === 1 ? '1 proxy has' : `${untimedProxies} proxies have`;
  return [
    mitigationOf(
      'timeouts',
      `${proxies} no client or server timeout, so that a silent stream never ends`,
      'next-window',
    ),
  ];
}

function tcpUserTimeout(config: HostConfiguration): OwnMitigation[] {
  const { clientTimeoutSeconds: client, serverTimeoutSeconds: server, tunnelTimeoutSeconds: tunnel } = config;
  const isLong = (side: number | null) =>
    Math.max(side ?? 0, tunnel ?? 0) > LONG_SECONDS || Boolean(config.untimedProxies);
  const lines = [
    ...(isLong(client) && config.clientTcpUserTimeoutSeconds === null ? ['bind'] : []),
    ...(isLong(server) && config.serverTcpUserTimeoutSeconds === null ? ['server'] : []),
  ];
  if (lines.length === 0) return [];
  const longest = Math.max(client ?? 0, server ?? 0, tunnel ?? 0);
  const timeoutsPhrase = longest > LONG_SECONDS ? `last up to ${durationPhrase(longest)}` : 'are missing';
  const reason = `timeouts ${timeoutsPhrase}, and nothing else notices a dead peer (it frees no socket that was already reset)`;
  return [mitigationOf('tcp-ut', reason, 'none', `at the end of ${lines.join(' and ')} lines`)];
}

function mitigationOf(id: Mitigation['id'], reason: string, urgency: Urgency, at?: string): OwnMitigation {
  const mitigation = MITIGATIONS.find((candidate) => candidate.id === id);
  if (!mitigation) throw new RangeError(`no mitigation ${id}`);
  const { directive, where } = mitigation;
  return { text: `${directive.replaceAll('\n', ', ')}, ${at ?? `in the ${where}`}: ${reason}`, urgency };
}
