import type { Process, Sample, SampledHost } from '../../lambdas/domain/records/sample.ts';

/** A series as exporters and a Prometheus make it of a host. */
export interface MadeSeries {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Seconds since 1970, in their order. */
  readonly points: [at: number, value: number][];
}

export interface Scraping {
  /** Seconds between a sample's instant and the scrape before it. */
  readonly offsetSeconds: number;
  /** More labels, which may change with time; `null` where nothing is scraped. */
  labelsAt(at: number): Readonly<Record<string, string>> | null;
  /** Which exporters run; node_exporter and HAProxy's own by default. */
  readonly exporters?: readonly ('node' | 'haproxy' | 'process')[];
}

type Row = readonly [name: string, value: number | null, labels?: Readonly<Record<string, string>>];

/** What node_exporter prints of a host. */
function nodeRows({ kernel, tcp, udp, runAt, name }: SampledHost): Row[] {
  const bytes = (pages: number | null) => (pages === null ? null : pages * (kernel.pageBytes ?? 4096));
  const uname = {
    domainname: '(none)',
    machine: 'x86_64',
    nodename: name ?? '',
    release: kernel.release ?? '',
    sysname: 'Linux',
    version: '#1 SMP',
  };
  const boot = kernel.uptimeSeconds === null ? null : Date.parse(runAt) / 1000 - kernel.uptimeSeconds;
  return [
    ['node_sockstat_TCP_alloc', tcp.allocated],
    ['node_sockstat_TCP_inuse', tcp.inUse],
    ['node_sockstat_TCP_mem', tcp.memoryPages],
    ['node_sockstat_TCP_mem_bytes', bytes(tcp.memoryPages)],
    ['node_sockstat_TCP_orphan', tcp.orphan],
    ['node_sockstat_TCP_tw', tcp.timeWait],
    ['node_sockstat_TCP6_inuse', tcp.inUse6],
    ['node_sockstat_UDP_inuse', udp.inUse],
    ['node_sockstat_UDP6_inuse', 0],
    ['node_sockstat_UDP_mem', udp.memoryPages],
    ['node_memory_MemTotal_bytes', kernel.memoryTotalBytes],
    ['node_memory_MemAvailable_bytes', kernel.memoryAvailableBytes],
    ['node_boot_time_seconds', boot],
    ['node_uname_info', 1, uname],
    ['node_cpu_seconds_total', 1, { cpu: '0', mode: 'idle' }],
    ['node_cpu_seconds_total', 1, { cpu: '1', mode: 'idle' }],
  ];
}

/** What HAProxy's exporter prints of the worker that answers it. */
function haproxyRows(worker: Process): Row[] {
  const start = worker.startedAt === null ? null : Date.parse(worker.startedAt) / 1000;
  return [
    ['haproxy_process_start_time_seconds', start],
    ['haproxy_process_build_info', 1, { version: worker.version ?? '' }],
    ['haproxy_process_stopping', 0],
    ['haproxy_process_current_connections', worker.connections.current],
    ['haproxy_process_current_ssl_connections', worker.connections.currentTls],
    ['haproxy_process_max_connections', worker.connections.max],
    ['haproxy_process_connections_total', worker.connections.cumulative],
    ['haproxy_process_requests_total', worker.requestsCumulative],
    ['haproxy_process_bytes_out_total', worker.bytesOutCumulative],
    ['haproxy_process_max_fds', worker.maxOpenFiles],
    ['haproxy_process_pool_allocated_bytes', worker.pools.allocatedBytes],
    ['haproxy_process_pool_used_bytes', worker.pools.usedBytes],
  ];
}

/** What process-exporter prints of all of a host's HAProxy processes. */
function processRows(workers: readonly Process[]): Row[] {
  const group = { groupname: 'haproxy' };
  const sum = (of: (worker: Process) => number | null) =>
    workers.reduce((total, worker) => total + (of(worker) ?? 0), 0);
  const cpu = sum(({ cpuSecondsCumulative }) => cpuSecondsCumulative);
  return [
    ['namedprocess_namegroup_num_procs', workers.length, group],
    ['namedprocess_namegroup_open_filedesc', sum(({ openFiles }) => openFiles), group],
    [
      'namedprocess_namegroup_memory_bytes',
      sum(({ residentBytes }) => residentBytes),
      { ...group, memtype: 'resident' },
    ],
    ['namedprocess_namegroup_memory_bytes', 0, { ...group, memtype: 'swapped' }],
    ['namedprocess_namegroup_cpu_seconds_total', cpu / 4, { ...group, mode: 'system' }],
    ['namedprocess_namegroup_cpu_seconds_total', (3 * cpu) / 4, { ...group, mode: 'user' }],
  ];
}

/** The series of hosts by their samples, as they would be scraped shortly before each. */
export function madeSeries(samples: readonly Sample[], scraping: Scraping): MadeSeries[] {
  const series = new Map<string, MadeSeries>();
  const { exporters = ['node', 'haproxy'] } = scraping;
  for (const sample of samples) {
    if (sample.outcome !== 'sampled') continue;
    const at = Date.parse(sample.runAt) / 1000 - scraping.offsetSeconds;
    const more = scraping.labelsAt(at);
    if (more === null) continue;
    const running = sample.processes.find(({ state }) => state === 'running');
    const add = (port: number, job: string, rows: readonly Row[]) => {
      for (const [name, value, labels = {}] of rows) {
        if (value === null) continue;
        const all = { instance: `${sample.hostId}:${port}`, job, ...more, ...labels };
        const key = JSON.stringify([name, all]);
        const known: MadeSeries = series.get(key) ?? { name, labels: all, points: [] };
        known.points.push([at, value]);
        series.set(key, known);
      }
    };
    if (exporters.includes('node')) add(9100, 'node', nodeRows(sample));
    if (exporters.includes('haproxy') && running) add(8405, 'haproxy', haproxyRows(running));
    if (exporters.includes('process')) add(9256, 'process', processRows(sample.processes));
  }
  return [...series.values()];
}
