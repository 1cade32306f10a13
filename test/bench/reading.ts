import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { median } from '../../lambdas/domain/median.ts';
import { table } from './markdown.ts';
import { withSection } from './marked-section.ts';
import { type MadeArchive, makeArchive } from './reading/made-archive.ts';
import type { Usage } from './reading/usage.ts';

const { values: options } = parseArgs({
  options: {
    /** A checkout of the revision to compare with, with its node_modules. */
    old: { type: 'string' },
    /** An archive that is kept: made where it is not there yet. */
    archive: { type: 'string' },
    hosts: { type: 'string', default: '300' },
    days: { type: 'string', default: '28' },
    rounds: { type: 'string', default: '3' },
    /** Where the page is that the figures are written into; nothing is written where it is empty. */
    out: { type: 'string', default: 'docs/benchmarks.md' },
  },
});
const [hosts, days, rounds] = [Number(options.hosts), Number(options.days), Number(options.rounds)];
const NEW = resolve(import.meta.dirname, '../..');
const folder = options.archive ?? mkdtempSync(join(tmpdir(), 'reading-'));
const made = archiveOf(folder);

interface Way {
  readonly name: string;
  readonly tree: string;
  readonly path: string;
}
const ways: Way[] = [
  ...(options.old === undefined
    ? []
    : [{ name: 'before', tree: resolve(options.old), path: join(folder, 'samples') }]),
  { name: 'now', tree: NEW, path: join(folder, 'samples') },
  { name: 'now, bins beside the samples', tree: NEW, path: folder },
];
const load = loadavg()[0] ?? 0;
const usages = new Map<Way, Usage[]>(ways.map((way) => [way, []]));
for (let round = 0; round < rounds; round += 1) {
  for (const way of ways) {
    const usage = await score(way);
    usages.get(way)?.push(usage);
    process.stderr.write(`${way.name}: ${JSON.stringify(usage)}\n`);
  }
}
if (options.archive === undefined) rmSync(folder, { recursive: true });

const middle = (of: readonly Usage[], read: (usage: Usage) => number) => median(of.map(read)) ?? Number.NaN;
const first = usages.get(ways[0] as Way) ?? [];
const rows = [...usages].map(([{ name }, of]) => {
  const [wall, cpu] = [
    middle(of, ({ wallSeconds }) => wallSeconds),
    middle(of, ({ cpuSeconds }) => cpuSeconds),
  ];
  const times = (seconds: number, read: (usage: Usage) => number) =>
    `${(middle(first, read) / seconds).toFixed(1)} x`;
  return [
    name,
    wall.toFixed(1),
    times(wall, ({ wallSeconds }) => wallSeconds),
    cpu.toFixed(1),
    times(cpu, ({ cpuSeconds }) => cpuSeconds),
    Math.round(made.samples / wall).toLocaleString('en'),
    Math.round(middle(of, ({ peakMiB }) => peakMiB)).toLocaleString('en'),
  ];
});
const body = `## Reading an archive

\`auditor score\` of ${days} days of ${hosts} simulated hosts each quarter of an hour: ${made.samples.toLocaleString('en')} samples, ${(made.bytes / 1e9).toFixed(2)} GB of JSON
in gzipped objects, a process of its own each time, from its start to the assessment. ${rounds === 1 ? 'One round' : `The middle one of ${rounds} rounds`}, in which the ways took turns. CPU is user and system of all
threads, and includes the assessment. The load average was ${load.toFixed(1)} when it began; CPU is less touched by other work than wall time is.

${table(['', 'wall, s', '', 'CPU, s', '', 'samples a second of wall time', 'peak memory, MiB'], rows)}

Made by \`npm run bench:reading${options.old === undefined ? '' : ' -- --old CHECKOUT'}\` on ${availableParallelism()} x ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.versions.node}.`;
process.stdout.write(`${body}\n`);
if (options.out !== '') {
  writeFileSync(options.out, withSection(readFileSync(options.out, 'utf8'), 'reading', body));
}

function archiveOf(path: string): MadeArchive {
  const facts = join(path, 'made.json');
  if (existsSync(facts)) return JSON.parse(readFileSync(facts, 'utf8'));
  process.stderr.write(`making the archive in ${path}\n`);
  const archive = makeArchive(path, hosts, days);
  writeFileSync(facts, JSON.stringify(archive));
  return archive;
}

async function score({ tree, path }: Way): Promise<Usage> {
  const child = spawn(
    process.execPath,
    [
      '--import',
      join(import.meta.dirname, 'reading/usage.ts'),
      'cli/main.ts',
      'score',
      resolve(path),
      '--json',
      '--exit-zero',
    ],
    { cwd: tree, stdio: ['ignore', 'ignore', 'pipe', 'pipe'] },
  );
  const [usage, said, [code]] = await Promise.all([
    text(child.stdio[3] as NodeJS.ReadableStream),
    text(child.stderr as NodeJS.ReadableStream),
    once(child, 'close'),
  ]);
  if (code !== 0) throw new Error(`${tree}: ${said}`);
  return JSON.parse(usage);
}
