/**
 * The metrics that an import reads, by the names that the exporters really print (test/import scrapes them all), and what each
 * says of a host, of its HAProxy, or of all its processes of that name.
 */

/** Whose figures a series has. */
export type Scope = 'host' | 'haproxy' | 'frontends' | 'group';

export interface Metric {
  readonly name: string;
  readonly scope: Scope;
  /** Of a series of the metric, what it says: a figure's name, by labels where these tell. */
  figureOf(labels: Readonly<Record<string, string>>): string | null;
  /** Series of one host that are parts of one figure: they are added. */
  readonly isSum?: true;
}

/** One query of a slice: the metrics of an exporter that it asks for together. */
export interface Source {
  readonly exporter: string;
  readonly metrics: readonly Metric[];
  /** Labels that the series must have, as PromQL has them. */
  readonly matchers?: string;
  /** Around the selector. An operator drops the metric's name, so such a source has one metric. */
  readonly around?: readonly [before: string, after: string];
}

const plain =
  (scope: Scope) =>
  (name: string, figure: string): Metric => ({ name, scope, figureOf: () => figure });
const ofHost = plain('host');
const ofHaproxy = plain('haproxy');

const NODE_EXPORTER: Source = {
  exporter: 'node_exporter',
  metrics: [
    ofHost('node_sockstat_TCP_mem', 'tcpPages'),
    ofHost('node_sockstat_TCP_mem_bytes', 'tcpBytes'),
    ofHost('node_sockstat_TCP_alloc', 'allocated'),
    ofHost('node_sockstat_TCP_inuse', 'inUse'),
    ofHost('node_sockstat_TCP_orphan', 'orphan'),
    ofHost('node_sockstat_TCP_tw', 'timeWait'),
    ofHost('node_sockstat_TCP6_inuse', 'inUse6'),
    ofHost('node_sockstat_UDP_inuse', 'udpInUse'),
    ofHost('node_sockstat_UDP6_inuse', 'udpInUse6'),
    ofHost('node_sockstat_UDP_mem', 'udpPages'),
    // Only where node_exporter was told to (--collector.netstat.fields).
    ofHost('node_netstat_TcpExt_TCPMemoryPressures', 'pressureEvents'),
    ofHost('node_netstat_TcpExt_TCPAbortOnMemory', 'abortsOnMemory'),
    ofHost('node_memory_MemTotal_bytes', 'memoryTotalBytes'),
    ofHost('node_memory_MemAvailable_bytes', 'memoryAvailableBytes'),
    ofHost('node_boot_time_seconds', 'bootSeconds'),
    ofHost('node_uname_info', 'uname'),
  ],
};

/** Counted by the server: a host of 64 processors has 512 of these series. */
const PROCESSORS: Source = {
  exporter: 'node_exporter',
  metrics: [ofHost('node_cpu_seconds_total', 'cpuCount')],
  matchers: 'mode="idle"',
  around: ['count without (cpu) (', ')'],
};

const HAPROXY: Source = {
  exporter: "HAProxy's own exporter",
  metrics: [
    ofHaproxy('haproxy_process_start_time_seconds', 'startSeconds'),
    ofHaproxy('haproxy_process_uptime_seconds', 'uptimeSeconds'),
    ofHaproxy('haproxy_process_build_info', 'build'),
    ofHaproxy('haproxy_process_stopping', 'stopping'),
    ofHaproxy('haproxy_process_current_connections', 'connections'),
    ofHaproxy('haproxy_process_current_ssl_connections', 'tlsConnections'),
    ofHaproxy('haproxy_process_max_connections', 'maxConnections'),
    ofHaproxy('haproxy_process_connections_total', 'connectionsTotal'),
    ofHaproxy('haproxy_process_requests_total', 'requestsTotal'),
    ofHaproxy('haproxy_process_bytes_out_total', 'bytesOutTotal'),
    ofHaproxy('haproxy_process_max_fds', 'maxOpenFiles'),
    ofHaproxy('haproxy_process_pool_allocated_bytes', 'poolAllocatedBytes'),
    ofHaproxy('haproxy_process_pool_used_bytes', 'poolUsedBytes'),
  ],
};

/** The exporter of before: HAProxy's own has frontends too, under the label `proxy`. */
const frontends = (name: string, figure: string): Source => ({
  exporter: 'haproxy_exporter',
  metrics: [{ name, scope: 'frontends', figureOf: () => figure }],
  matchers: 'frontend!=""',
  around: ['sum without (frontend) (', ')'],
});

const HAPROXY_EXPORTER: readonly Source[] = [
  {
    exporter: 'haproxy_exporter',
    metrics: [{ name: 'haproxy_version_info', scope: 'frontends', figureOf: () => 'build' }],
  },
  frontends('haproxy_frontend_current_sessions', 'connections'),
  frontends('haproxy_frontend_connections_total', 'connectionsTotal'),
  frontends('haproxy_frontend_http_requests_total', 'requestsTotal'),
  frontends('haproxy_frontend_bytes_out_total', 'bytesOutTotal'),
];

const MEMORY_FIGURES: Readonly<Record<string, string>> = { resident: 'residentBytes', swapped: 'swapBytes' };
const ofGroup = (name: string, figureOf: Metric['figureOf']): Metric => ({
  name,
  scope: 'group',
  figureOf,
  isSum: true,
});

/** All processes of the name are one group: HAProxy's master and old workers are in its sums. */
const PROCESS_EXPORTER: Source = {
  exporter: 'process-exporter',
  matchers: 'groupname=~"haproxy.*"',
  metrics: [
    ofGroup('namedprocess_namegroup_open_filedesc', () => 'openFiles'),
    ofGroup('namedprocess_namegroup_memory_bytes', ({ memtype = '' }) => MEMORY_FIGURES[memtype] ?? null),
    ofGroup('namedprocess_namegroup_cpu_seconds_total', () => 'cpuSecondsTotal'),
    {
      name: 'namedprocess_namegroup_oldest_start_time_seconds',
      scope: 'group',
      figureOf: () => 'startSeconds',
    },
  ],
};

/** What tells which hosts run HAProxy. */
export const HAPROXY_SOURCES: readonly Source[] = [HAPROXY, ...HAPROXY_EXPORTER, PROCESS_EXPORTER];
export const HOST_SOURCES: readonly Source[] = [NODE_EXPORTER, PROCESSORS];

const METRICS = new Map(
  [...HAPROXY_SOURCES, ...HOST_SOURCES].flatMap(({ metrics }) =>
    metrics.map((metric) => [metric.name, metric]),
  ),
);

/** The metric of a series; an operator's result has no name, but its source has one metric alone. */
export const metricOf = ({ metrics }: Source, name: string | undefined): Metric | undefined =>
  name === undefined ? metrics[0] : METRICS.get(name);

/** @param matchers more labels that the series must have, such as `env="prod"` */
export function queryOf(
  { metrics, matchers: own, around = ['', ''] }: Source,
  matchers: readonly string[],
): string {
  const names = metrics.map(({ name }) => name);
  const name = names.length === 1 ? `__name__="${names[0]}"` : `__name__=~"${names.join('|')}"`;
  const labels = [name, ...(own === undefined ? [] : [own]), ...matchers].join(',');
  return `${around[0]}{${labels}}${around[1]}`;
}
