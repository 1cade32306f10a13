import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { withSection } from './marked-section.ts';
import { keepArchive, placesOf } from './places/places-archive.ts';
import { measureReport, measureSize, type SizeFigures, stepsOf } from './places/scorings.ts';
import { placesSection } from './places/section.ts';
import { bundledChild } from './scale/run-child.ts';
import { lambdaSeconds } from './scale/section.ts';

const { values } = parseArgs({
  options: {
    /** How many places are scored, going up. */
    places: { type: 'string', default: '16,120' },
    hosts: { type: 'string', default: '500' },
    /** Which of them by one function too; all of them without. */
    alone: { type: 'string' },
    /** How many shards are judged; the others are these under other names. */
    judged: { type: 'string', default: 'Infinity' },
    /** A folder whose archive is kept: made where it is not there yet. */
    archive: { type: 'string' },
    /** Measures the report alone, and writes no page. */
    report: { type: 'boolean', default: false },
    /** Where the page is that the figures are written into; nothing is written where it is empty. */
    out: { type: 'string', default: 'docs/benchmarks.md' },
  },
});
const hostsEach = Number(values.hosts);
const sizes = values.places.split(',').map(Number);
const alone = (values.alone ?? values.places).split(',').map(Number);
const folder = values.archive ?? mkdtempSync(join(tmpdir(), 'places-'));
if (values.archive === undefined) process.once('exit', () => rmSync(folder, { recursive: true }));
process.stderr.write('making the archive\n');
keepArchive(folder, placesOf(Math.max(...sizes), hostsEach), hostsEach);

const load = loadavg()[0] ?? 0;
const steps = stepsOf(bundledChild(), folder, { hostsEach, judged: Number(values.judged) });
if (values.report) {
  for (const count of sizes) {
    const report = await measureReport(steps, count);
    process.stdout.write(
      `${count} places: the report takes ${lambdaSeconds(report).toFixed(0)} s on Lambda\n`,
    );
  }
  process.exit();
}
const measured: SizeFigures[] = [];
for (const count of sizes) measured.push(await measureSize(steps, count, alone.includes(count)));
const machine = `${availableParallelism()} x ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.versions.node}`;
const { charactersAHost = Number.NaN } = steps;
const section = placesSection({ hostsEach, sizes: measured, charactersAHost, load, machine });
process.stdout.write(`${section}\n`);
if (values.out !== '') {
  writeFileSync(values.out, withSection(readFileSync(values.out, 'utf8'), 'places', section));
}
