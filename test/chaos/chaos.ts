import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { withSection } from '../bench/marked-section.ts';
import { account } from './accounting.ts';
import { type ChaosRun, chaosSection } from './chaos-section.ts';
import { proxyEnvironment } from './fault-proxy.ts';
import { type Outage, runChaos } from './run-chaos.ts';

const { values } = parseArgs({
  options: {
    days: { type: 'string', default: '14' },
    seeds: { type: 'string', default: '4' },
    /** Where the page is that the figures are written into; nothing is written where it is empty. */
    out: { type: 'string', default: 'docs/reliability.md' },
  },
});
const days = Number(values.days);
/** One fleet each; the fourth has none. The last needs two weeks, since a report may be a week old. */
const OUTAGES: readonly Outage[] = [
  { verb: 'audit', from: 30, to: 42 },
  { verb: 'score', from: 50, to: 68 },
  { verb: 'report', from: 24, to: 14 * 24 },
];
const rates = { calls: 0.02, proxied: 0.06, deliveries: 0.08, kills: 0.08 };
const environment = proxyEnvironment();
const unproxied = 'missing' in environment ? environment.missing : undefined;
const seeds = Number(values.seeds);
const runs: ChaosRun[] = [];
for (let seed = 1; seed <= seeds; seed++) {
  process.stderr.write(`seed ${seed}: ${days} days\n`);
  const outage = OUTAGES[(seed - 1) % (OUTAGES.length + 1)];
  const result = await runChaos({ seed, days, ...rates, ...(outage && { outage }) });
  runs.push({ seed, outage, result, accounting: account(result) });
}
if (unproxied === undefined) {
  const seed = seeds + 1;
  process.stderr.write(`seed ${seed}: ${days} days behind the proxy\n`);
  const result = await runChaos({ seed, days, ...rates, calls: rates.proxied, isProxied: true });
  runs.push({ seed, isProxied: true, result, accounting: account(result) });
} else {
  process.stderr.write(`no fleet behind the proxy: ${unproxied}\n`);
}
const section = chaosSection(runs, { days, rates, ...(unproxied !== undefined && { unproxied }) });
process.stdout.write(`${section.text}\n`);
if (values.out !== '') {
  const page = existsSync(values.out) ? readFileSync(values.out, 'utf8') : '# Reliability\n';
  writeFileSync(values.out, withSection(page, 'chaos', section.text));
}
for (const promise of section.broken) process.stderr.write(`${promise}\n`);
process.exitCode = section.broken.length > 0 ? 1 : 0;
