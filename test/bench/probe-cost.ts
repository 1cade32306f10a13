import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release } from 'node:os';
import { join } from 'node:path';
import { argv, stderr, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { repositoryRoot } from '../files.ts';
import { needs, programPath } from '../lab/needs.ts';
import { type CostByAwk, costsByAwk, MANY_STREAMS, SHORT_PER_SECOND } from './costs-by-awk.ts';
import { table } from './markdown.ts';
import { withSection } from './marked-section.ts';
import { type ProbedFault, probedFaults } from './probed-faults.ts';
import { LATENCY_LOAD, type ProbedLatency, probedLatency } from './probed-latency.ts';

/** What a probe costs the host and its traffic. Measures and reports; holds nothing against a limit. */

const PAGE = join(repositoryRoot, 'docs/benchmarks.md');

const { values } = parseArgs({
  args: argv.slice(2),
  options: { seconds: { type: 'string', default: '60' } },
});
const seconds = Number(values.seconds);
if (!(seconds >= 2)) throw new Error('--seconds takes a number of at least 2');
const required = needs('haproxy', 'root', 'netns', 'prlimit', 'setpriv', 'python3');
if (required.missing) throw new Error(required.title('The benchmark'));

const latency = await probedLatency(seconds);
const costs = await costsByAwk();
const faults = await probedFaults();
const section = sectionOf(latency, costs, faults);
stdout.write(section);
writeFileSync(
  PAGE,
  withSection(existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '# Benchmarks\n', 'probe', section),
);
stderr.write(`written to ${PAGE}\n`);

function sectionOf(
  measured: ProbedLatency,
  byAwk: readonly CostByAwk[],
  faults: readonly ProbedFault[],
): string {
  const { streams, shortPerSecond, timedPerSecond } = LATENCY_LOAD;
  return `## The probe

What \`lambdas/probe/probe.sh\` costs a host and the traffic of its HAProxy. \`npm run bench:probe\` measures it and writes
this section; \`-- --seconds 10\` makes the first part shorter. It needs root, network namespaces and HAProxy. Clients,
proxy and origin share the machine, so all four ends of a proxied connection are in the tables that the probe reads.

${machine()}

### Beside traffic

A HAProxy with ${count(streams)} open streams takes ${count(shortPerSecond)} connections a second of 50 ms each. ${timedPerSecond} more requests a second, each a
connection of its own, are timed: in turns for ${Math.round(seconds / Math.max(1, Math.round(seconds / 10)))} s without a probe and for as long with one started every second, ${seconds} s of
each. A fleet is asked every 15 minutes: these are figures of 900 times that rate.

Medians over the blocks, since other work on the machine shows in single ones. Clients, origin, proxy and probe share its
cores, so the tails also say who waited for one; the probe itself runs at the lowest priority.

${latencyTable(measured)}

${table(
  ['of the probes', 'value'],
  [
    ['probes', count(measured.costs.length)],
    ['CPU of one, s: median', median(measured.costs.map(({ cpuSeconds }) => cpuSeconds)).toFixed(2)],
    ['CPU of one, s: most', Math.max(...measured.costs.map(({ cpuSeconds }) => cpuSeconds)).toFixed(2)],
    ['time of one, s: median', median(measured.costs.map(({ wallSeconds }) => wallSeconds)).toFixed(2)],
    [
      'peak memory of its largest process, MB',
      megabytes(Math.max(...measured.costs.map(({ peakBytes }) => peakBytes))),
    ],
    ['processes left behind', count(measured.costs.reduce((sum, { leftBehind }) => sum + leftBehind, 0))],
    ['descriptors of HAProxy at rest, before', count(measured.openFiles.before)],
    ['descriptors of HAProxy at rest, after', count(measured.openFiles.after)],
    ['dead sockets reported, most', count(Math.max(...measured.deadSockets.map((dead) => dead ?? 0)))],
    ['timed requests without an answer', count(measured.failed)],
    ['what became of the scan of streams', measured.scans.join(', ')],
  ],
)}

### By the number of streams and by awk

One probe at a time; medians of five, the worst of five for memory. Target: 1 s of CPU and 20 MB in any process at
${count(MANY_STREAMS)} streams. With traffic (${count(SHORT_PER_SECOND)} connections a second) the descriptors are compared with the socket tables twice, a second
apart.${byAwk.some((cost) => cost.workers === 1 && cost.streams < MANY_STREAMS) ? ` One HAProxy alone gets no more streams here than the limit of open files allows, two descriptors each.` : ''}

${table(
  [
    'awk',
    'workers',
    'streams',
    'traffic',
    'CPU s',
    'time s',
    'HAProxy CPU ms',
    'largest process MB',
    'whole tree MB',
    'scan',
  ],
  byAwk.map((cost) => [
    cost.awk,
    count(cost.workers),
    count(cost.streams),
    cost.traffic ? 'yes' : 'no',
    cost.cpuSeconds.toFixed(2),
    cost.wallSeconds.toFixed(2),
    cost.traffic ? '' : (cost.haproxyCpuSeconds * 1_000).toFixed(0),
    megabytes(cost.peakBytes),
    megabytes(cost.treePeakBytes),
    cost.scan,
  ]),
)}

CPU: user and system time of every process of the probe. Whole tree: the sum of what its processes had resident at once,
shared pages shared out, sampled. HAProxy CPU: what answering took HAProxy itself.

### Where HAProxy does not answer

One probe of a socket that reads and never answers (hangs), sends a byte a second (slow), repeats its answer for ever (endless),
closes after half of it (cut) or before it (mute). Target: 9 s, and 16 s for a host on which more workers hang than the probe has
time for.

${table(
  ['what', 'time s', 'notes'],
  faults.map(({ what, seconds, notes }) => [what, seconds.toFixed(1), notes.join(', ')]),
)}
`;
}

function latencyTable({ unprobedMilliseconds: unprobed, probedMilliseconds: probed }: ProbedLatency): string {
  const row = (title: string, figure: (times: readonly number[]) => number) => {
    const [without, beside] = [median(unprobed.map(figure)), median(probed.map(figure))];
    return [title, without.toFixed(2), beside.toFixed(2), (beside / without).toFixed(2)];
  };
  return table(
    ['latency, ms', 'without a probe', 'a probe a second', 'ratio'],
    [
      row('p50', median),
      row('p99', (times) => quantile(times, 0.99)),
      row('p99.9', (times) => quantile(times, 0.999)),
      row('most', (times) => quantile(times, 1)),
    ],
  );
}

function machine(): string {
  const version = execFileSync(programPath('haproxy'), ['-v'], { encoding: 'utf8' });
  const model = cpus()[0]?.model ?? 'unknown processor';
  return `Machine: ${cpus().length} cores (${model}), Linux ${release()}, HAProxy ${/version (\S+)/.exec(version)?.[1]}.`;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
