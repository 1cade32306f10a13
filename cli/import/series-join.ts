import type { Series } from './prometheus-api.ts';

/** How series are brought together as hosts. */
export interface JoinRules {
  /** Labels that name the host, the first that a series has; a port behind the name is left out. */
  readonly join: readonly string[];
  /** Other names of hosts, and the ids that they have in the archive. */
  readonly hostMap: ReadonlyMap<string, string>;
  /** Whether hosts that the map does not name are left out. */
  readonly onlyMapped: boolean;
}

/** The host that a series belongs to; `null` where it has none of the labels, or is not meant. */
export function hostOf(labels: Series['labels'], { join, hostMap, onlyMapped }: JoinRules): string | null {
  const value = join.map((label) => labels[label]).find((text) => text !== undefined && text !== '');
  if (value === undefined) return null;
  const name = withoutPort(value);
  return hostMap.get(value) ?? hostMap.get(name) ?? (onlyMapped ? null : name);
}

/** `lb-7:9100`, `10.0.0.7:8405`, `[2001:db8::7]:9100`, `http://lb-7:8405/metrics`: the host alone. */
export function withoutPort(instance: string): string {
  const address = instance.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
  const [, bracketed] = /^\[([^\]]+)\](?::\d+)?$/.exec(address) ?? [];
  if (bracketed !== undefined) return bracketed;
  // An address of IPv6 without brackets has no port.
  return /:.*:/.test(address) ? address : address.replace(/:\d+$/, '');
}

/** The target that was scraped: a host may have several of one exporter, as it may run several HAProxies. */
export const targetOf = (labels: Series['labels']): string => labels.instance ?? '';
