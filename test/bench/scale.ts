import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { monthlyCost } from '../../cli/estimate/monthly-cost.ts';
import { deadlineOf, functionSizes } from '../../infra/config/function-size.ts';
import { readConfig } from '../../infra/config.ts';
import { mountEndpoint } from '../../infra/local/aws/http-mount.ts';
import { withSection } from './marked-section.ts';
import { archivedFleet } from './scale/archived-fleet.ts';
import { ASSESSED_AT } from './scale/archived-objects.ts';
import { growthPlot } from './scale/growth-plot.ts';
import { bundledChild, runBounded } from './scale/run-child.ts';
import { GROWTH_PICTURE, isWithinBounds, type Measured, scaleSection } from './scale/section.ts';

const { values } = parseArgs({
  options: {
    sizes: { type: 'string', default: '1000,5000,10000,50000' },
    verbs: { type: 'string', default: 'audit,score,report' },
    /** Where the page is that the figures are written into; nothing is written where it is empty. */
    out: { type: 'string', default: 'docs/benchmarks.md' },
    /** Of an archive whose bins an earlier derivation made, with the samples of so many: a scoring that renews them. */
    renewable: { type: 'string', default: '0' },
  },
});

/** As in the stack (infra/fleet-auditor-stack.ts). */
const functionsFor = (hosts: number) =>
  Object.entries(functionSizes(hosts)).map(([verb, { memoryMiB, timeoutMinutes }]) => ({
    verb,
    memory: memoryMiB,
    timeoutSeconds: 60 * timeoutMinutes,
  }));
const ADDRESSES = { sender: 'auditor@example.com', recipients: ['team@example.com'] };

const bundle = bundledChild();
const measured: Measured[] = [];
for (const hosts of values.sizes.split(',').map(Number)) {
  // 28 days of bins that didn't fit for a smaller fleet are not made for a larger one: they would fill this machine.
  const hasBins = measured.every((one) => one.verb !== 'score' || isWithinBounds(one));
  const renewable = Number(values.renewable);
  const tried = functionsFor(hosts)
    .filter(({ verb }) => values.verbs.split(',').includes(verb))
    .filter(({ verb }) => (renewable > 0 ? verb === 'score' : hasBins || verb === 'audit'));
  process.stderr.write(`${hosts} hosts: making the archive\n`);
  const { url, close } = await mountEndpoint(
    archivedFleet(hosts, {
      hasBins: hasBins && values.verbs !== 'audit',
      renewable,
    }),
  );
  for (const { verb, memory, timeoutSeconds } of tried) {
    process.stderr.write(`${hosts} hosts: ${verb}\n`);
    const { run, hadRoom } = await runBounded(bundle, memory, {
      verb,
      url,
      timeout: String(timeoutSeconds),
      at: ASSESSED_AT.toISOString(),
      deadline: String(deadlineOf({ largestFleet: hosts })),
    });
    measured.push({ hosts, verb, memory, timeoutSeconds, run, hadRoom });
    process.stderr.write(`${JSON.stringify(measured.at(-1))}\n`);
  }
  await close();
}
const machine = `${availableParallelism()} x ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.versions.node}`;
const section = scaleSection(measured, machine);
process.stdout.write(`${section}\n`);
if (values.out !== '') {
  const page = existsSync(values.out) ? readFileSync(values.out, 'utf8') : '# Benchmarks\n';
  writeFileSync(values.out, withSection(page, 'scale', section));
  const config = readConfig({ fleetTag: { key: 'fleet', value: 'scale' }, report: ADDRESSES });
  const dollars = [...new Set(measured.map(({ hosts }) => hosts))].map(
    (hosts) => [hosts, monthlyCost(config, hosts).reduce((sum, line) => sum + line.dollars, 0)] as const,
  );
  writeFileSync(join(dirname(values.out), GROWTH_PICTURE), growthPlot(measured, dollars));
}
