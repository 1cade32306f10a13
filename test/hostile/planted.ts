import type { fleetData, hostData } from '../../lambdas/aws/cloudwatch-metrics.ts';
import type { assessFleet } from '../../lambdas/domain/assess/assess-fleet.ts';
import type { deriveBinsAt } from '../../lambdas/domain/bins/derive-bins.ts';
import type { binsKey, parseBins, parseSamples, printSamples } from '../../lambdas/domain/records/archive.ts';
import type { hostOutcome } from '../../lambdas/probe/host-outcome.ts';
import { fileText, type reportFiles } from '../../lambdas/report/report-files.ts';
import type { Asserted } from './asserted.ts';

/** A defect put in the place of one function of the auditor, and what a round of fuzzing says of it. */
export interface Planted {
  readonly breaks: Asserted;
  readonly what: string;
  /** Path of the module from the root of the repository, and the name of its function. */
  readonly module: string;
  readonly name: string;
  readonly defect: (original: never) => unknown;
  readonly says: RegExp;
  /** What rounds are needed: lines are quick, histories come to assessments and reports. */
  readonly rounds: 'lines' | 'histories';
}

/** Keeps the types of what is replaced. */
const planted = <F>(one: Omit<Planted, 'defect'> & { defect: (original: F) => F }): Planted => ({
  ...one,
  defect: one.defect as Planted['defect'],
});

export const PLANTED: readonly Planted[] = [
  planted<typeof hostOutcome>({
    breaks: 'limits',
    what: 'an output that is no JSON is thrown',
    ...{ module: 'lambdas/probe/host-outcome.ts', name: 'hostOutcome', rounds: 'lines' },
    defect: (original) => (host, printed, run) => {
      JSON.parse(printed?.stdout ?? '');
      return original(host, printed, run);
    },
    says: /JSON/,
  }),
  planted<typeof printSamples>({
    breaks: 'records',
    what: 'a record is longer than a line may be',
    ...{ module: 'lambdas/domain/records/archive.ts', name: 'printSamples', rounds: 'lines' },
    defect: (original) => (samples) =>
      original(samples).replaceAll('{"', `{"long":"${'x'.repeat(20_000)}","`),
    says: /a long record/,
  }),
  planted<typeof parseSamples>({
    breaks: 'records',
    what: 'a record is not read back as it was',
    ...{ module: 'lambdas/domain/records/archive.ts', name: 'parseSamples', rounds: 'lines' },
    defect: (original) => (text, file) => {
      const { records, issues } = original(text, file);
      return { records: records.slice(1), issues };
    },
    says: /strictly equal/,
  }),
  planted<typeof parseBins>({
    breaks: 'records',
    what: 'a bin is not read back',
    ...{ module: 'lambdas/domain/records/archive.ts', name: 'parseBins', rounds: 'lines' },
    defect: (original) => (text, file) => {
      const { records, issues } = original(text, file);
      return { records: records.slice(1), issues };
    },
    says: /strictly equal/,
  }),
  planted<typeof assessFleet>({
    breaks: 'records',
    what: 'a probability in an assessment is no number',
    ...{ module: 'lambdas/domain/assess/assess-fleet.ts', name: 'assessFleet', rounds: 'histories' },
    defect: (original) => (bins, options) => {
      const assessment = original(bins, options);
      const hosts = assessment.hosts.map((host) => ({ ...host, leakProbability: Number.NaN }));
      return { ...assessment, hosts };
    },
    says: /leakProbability/,
  }),
  planted<typeof hostOutcome>({
    breaks: 'identity',
    what: 'a host says itself what its role is',
    ...{ module: 'lambdas/probe/host-outcome.ts', name: 'hostOutcome', rounds: 'lines' },
    defect: (original) => (host, printed, run) => ({
      ...original(host, printed, run),
      role: printed?.stdout.slice(0, 8) ?? null,
    }),
    says: /strictly equal/,
  }),
  planted<typeof binsKey>({
    breaks: 'identity',
    what: "a key in S3 has a host's name in it",
    ...{ module: 'lambdas/domain/records/archive.ts', name: 'binsKey', rounds: 'lines' },
    defect: (original) => (run) => `${original(run)}${(run as { name?: string | null }).name}`,
    says: /strictly equal/,
  }),
  planted<typeof deriveBinsAt>({
    breaks: 'neighbours',
    what: 'each bin has the connections of all hosts',
    ...{ module: 'lambdas/domain/bins/derive-bins.ts', name: 'deriveBinsAt', rounds: 'lines' },
    defect: (original) => (samples, at) => {
      const bins = original(samples, at);
      const connections = bins.reduce((sum, bin) => sum + (bin.connections ?? 0), 0);
      return bins.map((bin) => ({ ...bin, connections }));
    },
    says: /strictly equal/,
  }),
  planted<typeof assessFleet>({
    breaks: 'neighbours',
    what: 'the days that a host is observed depend on how many other hosts there are',
    ...{ module: 'lambdas/domain/assess/assess-fleet.ts', name: 'assessFleet', rounds: 'histories' },
    defect: (original) => (bins, options) => {
      const assessment = original(bins, options);
      const hosts = assessment.hosts.map((host) => ({ ...host, daysObserved: assessment.hosts.length }));
      return { ...assessment, hosts };
    },
    says: /strictly equal/,
  }),
  planted<typeof assessFleet>({
    breaks: 'neighbours',
    what: 'a host beside others is thought to leak with a probability of a half',
    ...{ module: 'lambdas/domain/assess/assess-fleet.ts', name: 'assessFleet', rounds: 'histories' },
    defect: (original) => (bins, options) => {
      const assessment = original(bins, options);
      if (assessment.hosts.length < 4) return assessment;
      const hosts = assessment.hosts.map((host) => ({ ...host, leakProbability: 0.5 }));
      return { ...assessment, hosts };
    },
    says: /log-odds moved/,
  }),
  planted<typeof hostData>({
    breaks: 'metrics',
    what: 'a data point is no number',
    ...{ module: 'lambdas/aws/cloudwatch-metrics.ts', name: 'hostData', rounds: 'lines' },
    defect: (original) => (samples, at) =>
      original(samples, at).map((datum) => ({ ...datum, Value: Number.NaN })),
    says: /Value|number/,
  }),
  planted<typeof fleetData>({
    breaks: 'metrics',
    what: 'a dimension is a text as it came',
    ...{ module: 'lambdas/aws/cloudwatch-metrics.ts', name: 'fleetData', rounds: 'lines' },
    defect: (original) => (fleet, at, budget) =>
      original(fleet, at, budget).map((datum) => ({
        ...datum,
        Dimensions: [{ Name: 'Role', Value: 'ed\u0000ge' }],
      })),
    says: /Dimension|Value|ASCII|character/i,
  }),
  planted<typeof fleetData>({
    breaks: 'metrics',
    what: 'there are more metrics than the budget allows',
    ...{ module: 'lambdas/aws/cloudwatch-metrics.ts', name: 'fleetData', rounds: 'lines' },
    defect: (original) => (fleet, at, budget) =>
      Array(9)
        .fill(original(fleet, at, budget))
        .flat(),
    says: /over the budget/,
  }),
  planted<(value: unknown, indent?: number) => string>({
    breaks: 'characters',
    what: 'JSON is printed as JSON.stringify has it',
    ...{ module: 'lambdas/domain/records/ndjson.ts', name: 'printJson', rounds: 'histories' },
    defect: () => (value, indent) => JSON.stringify(value, null, indent),
    says: /a character/,
  }),
  planted<(text: string) => string>({
    breaks: 'characters',
    what: 'a text goes to the terminal as it came',
    ...{ module: 'cli/text/terminal.ts', name: 'visible', rounds: 'histories' },
    defect: () => (text) => text,
    says: /a terminal may act upon/,
  }),
  planted<(value: unknown) => unknown>({
    breaks: 'characters',
    what: 'the report and the log have texts as they came',
    ...{ module: 'lambdas/report/printable.ts', name: 'allPrintable', rounds: 'histories' },
    defect: () => (value) => value,
    says: /a character/,
  }),
  planted<(word: string) => string>({
    breaks: 'commands',
    what: 'a word of a command is not quoted',
    ...{ module: 'cli/text/terminal.ts', name: 'shellWord', rounds: 'histories' },
    defect: () => (word) => word,
    says: /a word for a shell/,
  }),
  planted<typeof reportFiles>({
    breaks: 'markup',
    what: 'a `<` in HTML is not escaped',
    ...{ module: 'lambdas/report/report-files.ts', name: 'reportFiles', rounds: 'histories' },
    defect: (original) => inFiles(original, '.html', (text) => text.replaceAll('&lt;', '<')),
    says: /html: (no tag|an element)/,
  }),
  planted<typeof reportFiles>({
    breaks: 'markup',
    what: 'a page has a script besides its own',
    ...{ module: 'lambdas/report/report-files.ts', name: 'reportFiles', rounds: 'histories' },
    defect: (original) =>
      inFiles(original, 'report.html', (text) => text.replace('</main>', '<script>1</script></main>')),
    says: /html: an element/,
  }),
  planted<typeof reportFiles>({
    breaks: 'markup',
    what: 'a formula in CSV is not defused',
    ...{ module: 'lambdas/report/report-files.ts', name: 'reportFiles', rounds: 'histories' },
    defect: (original) => inFiles(original, '.csv', (text) => text.replaceAll(/'(?=\s*[=+@-])/g, '')),
    says: /csv: a formula/,
  }),
];

const inFiles =
  (original: typeof reportFiles, ending: string, change: (text: string) => string): typeof reportFiles =>
  (...made) =>
    original(...made).map((file, _, files) =>
      file.name.endsWith(ending) ? { ...file, parts: [change(fileText(files, file.name))] } : file,
    );

/** What a worker of `npm run fuzz` may not do, and what is said of it. */
export const PLANTED_WORKERS = [
  { does: 'throws', what: 'a round throws', says: /planted/ },
  { does: 'hangs', what: 'a round never ends', says: /hangs/ },
  { does: 'grows', what: 'a round takes ever more memory', says: /memory/i },
] as const;
