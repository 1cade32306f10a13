import { table } from '../markdown.ts';
import type { Run } from './run.ts';

/** A function's run over a fleet of a size, and the function's bounds. */
export interface Measured {
  readonly hosts: number;
  readonly verb: string;
  /** MiB, with a share of a vCPU in proportion. */
  readonly memory: number;
  readonly timeoutSeconds: number;
  readonly run: Run;
  /** Whether its heap was large enough in the function's memory. */
  readonly hadRoom: boolean;
}

/** The plot's file, beside the page. */
export const GROWTH_PICTURE = 'benchmarks-scale.svg';

/** MiB at which Lambda gives one vCPU. */
const WHOLE_CPU = 1769;
const MIB = 2 ** 20;

/** Seconds on Lambda, if a core here is one there: waiting, and the CPU of the share that the memory comes with. */
export const lambdaSeconds = ({ run, memory }: Measured): number =>
  run.waitedSeconds + run.cpuSeconds / Math.min(1, memory / WHOLE_CPU);

/** Calls that a function may make, one in twenty of them for repetitions. */
export function mostCalls({ verb, hosts }: Pick<Measured, 'verb' | 'hosts'>): number {
  const needed: Readonly<Record<string, number>> = {
    // A page of EC2's 1,000 hosts, one of SSM's 50 answers, polls until the deadline.
    audit: hosts / 1000 + hosts / 50 + 40,
    // Bins of 28 days, samples of two bins, ten events a call of the 4% that leak.
    score: 224 + 24 + (0.04 * hosts) / 10 + 20,
    // Bins, assessments of 26 weeks at most, its own files.
    report: 224 + 30,
  };
  return Math.ceil((needed[verb] ?? 0) * 1.05);
}

const callsOf = ({ run }: Measured): number =>
  Object.values(run.calls).reduce((sum, calls) => sum + calls, 0);

export const isWithinBounds = (one: Measured): boolean =>
  one.hadRoom &&
  callsOf(one) <= mostCalls(one) &&
  one.run.peakBytes <= one.memory * MIB &&
  lambdaSeconds(one) <= one.timeoutSeconds;

/** The measurements as Markdown, and where one Lambda ends. */
export function scaleSection(measured: readonly Measured[], machine: string): string {
  const verbs = [...Map.groupBy(measured, ({ verb }) => verb)];
  return `## Scale

Each function once, bundled, in a process of its own against the embedded endpoint in another: hosts of which 0.5% stay silent
and the others answer within 20 s, which Run Command waits for before it goes to two more, 4% leaking, 28 days of bins, the newest bin to be derived from samples each 15 minutes. Waiting is simulated: a call takes
50 to 250 ms, 2% are throttled and repeated after the SDK's pauses (its own limit on the rate after a refusal is left out). CPU
and peak memory (resident) are measured; a heap is bounded as in the function's memory, and where that is too little, measured without bound.
"On Lambda" is waiting and CPU at the function's share of a vCPU, a core here taken for one there.

${table(
  [
    '',
    'hosts',
    'sampled',
    'calls',
    'bound',
    'MB read',
    'waiting, s',
    'CPU, s',
    'on Lambda, s',
    'bound',
    'peak, MiB',
    'bound',
    'fits',
  ],
  measured.map((one) => [
    one.verb,
    one.hosts.toLocaleString('en'),
    one.run.sampled?.toLocaleString('en') ?? '',
    callsOf(one).toLocaleString('en'),
    mostCalls(one).toLocaleString('en'),
    (one.run.bytesRead / 1e6).toFixed(0),
    one.run.waitedSeconds.toFixed(0),
    one.run.cpuSeconds.toFixed(1),
    lambdaSeconds(one).toFixed(0),
    String(one.timeoutSeconds),
    (one.run.peakBytes / MIB).toLocaleString('en', { maximumFractionDigits: 0 }),
    one.memory.toLocaleString('en'),
    isWithinBounds(one) ? 'yes' : 'no',
  ]),
)}

![How seconds, memory and dollars grow with the fleet](${GROWTH_PICTURE})

Where one Lambda ends, with the memory that the stack gives it for a fleet of the size (\`largestFleet\`; Lambda has 10,240 MiB):
${verbs.map(([verb, of]) => `${verb} ${ends(of)}`).join('; ')}.

Made by \`npm run bench:scale\` on ${machine}.`;
}

/** Measured sizes go up. */
function ends(of: readonly Measured[]): string {
  const number = (one: Measured | undefined) => one?.hosts.toLocaleString('en') ?? '0';
  const fits = of.filter(isWithinBounds).at(-1);
  const not = of.find((one) => !isWithinBounds(one));
  if (not === undefined) return `beyond ${number(fits)} hosts`;
  const why =
    lambdaSeconds(not) > not.timeoutSeconds ? 'time' : callsOf(not) > mostCalls(not) ? 'calls' : 'memory';
  return `between ${number(fits)} and ${number(not)} hosts (${why})`;
}
