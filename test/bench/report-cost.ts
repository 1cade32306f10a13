import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { composeReport } from '../../lambdas/report/compose-report.ts';
import { fileText, reportFiles } from '../../lambdas/report/report-files.ts';
import { largeFleet } from '../report/fleets.ts';
import { table } from './markdown.ts';
import { withSection } from './marked-section.ts';

const { values: options } = parseArgs({
  options: { out: { type: 'string', default: 'docs/benchmarks.md' } },
});
const ROUNDS = 7;

/** Milliseconds of CPU, which other work touches less than time, of the first round, which nothing has warmed up, and of the middle one of the others. */
function timed(work: () => void): { first: number; middle: number } {
  const times = Array.from({ length: ROUNDS }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  const [first = 0, ...others] = times;
  return { first, middle: others.sort((a, b) => a - b)[others.length >> 1] ?? 0 };
}

const rows: string[][] = [];
const sizes: string[][] = [];
for (const hosts of [100, 1_000, 5_000]) {
  const sources = largeFleet(hosts);
  const compose = timed(() => composeReport(sources));
  const report = composeReport(sources);
  const link = { url: 'https://eu-west-1.console.aws.amazon.com/s3/object/archive' };
  const render = timed(() => reportFiles(report, sources.now, link));
  const milliseconds = [
    compose.first,
    compose.middle,
    render.first,
    render.middle,
    compose.first + render.first,
  ];
  rows.push([hosts.toLocaleString('en'), ...milliseconds.map((time) => time.toFixed(0))]);
  const files = reportFiles(report, sources.now, link);
  sizes.push([
    hosts.toLocaleString('en'),
    ...files.map(({ name }) => (Buffer.byteLength(fileText(files, name)) / 1000).toFixed(0)),
  ]);
}
const names = reportFiles(composeReport(largeFleet(1)), largeFleet(1).now, null).map(({ name }) => name);
const body = `## The weekly report

Composed and rendered in every form, one host in twenty leaking; milliseconds of CPU, the first time and the median
of ${ROUNDS - 1} more.

${table(['hosts', 'compose, first', 'compose', 'render, first', 'render', 'both, first'], rows)}

Kilobytes of each form. Gmail cuts an e-mail at 102 kB; SES takes 40 MB with its attachments in base64.

${table(['hosts', ...names], sizes)}

Made by \`node test/bench/report-cost.ts\` on ${availableParallelism()} x ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.versions.node}.`;
const page = existsSync(options.out) ? readFileSync(options.out, 'utf8') : '# Benchmarks\n';
writeFileSync(options.out, withSection(page, 'report-cost', body));
