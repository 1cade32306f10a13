import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { withSection } from '../bench/marked-section.ts';
import { account } from './accounting.ts';
import { type ChaosRun, chaosSection } from './chaos-section.ts';
import { runChaos } from './run-chaos.ts';

const { values } = parseArgs({
  options: {
    days: { type: 'string', default: '14' },
    seeds: { type: 'string', default: '4' },
    /** Where the page is that the figures are written into; nothing is written where it is empty. */
    out: { type: 'string', default: 'docs/reliability.md' },
  },
});
const days = Number(values.days);
const rates = { calls: 0.02, deliveries: 0.08, kills: 0.08 };
const runs: ChaosRun[] = [];
for (let seed = 1; seed <= Number(values.seeds); seed++) {
  process.stderr.write(`seed ${seed}: ${days} days\n`);
  const result = await runChaos({ seed, days, ...rates });
  runs.push({ seed, result, accounting: account(result, days) });
}
const section = chaosSection(runs, { days, rates });
process.stdout.write(`${section.text}\n`);
if (values.out !== '') {
  const page = existsSync(values.out) ? readFileSync(values.out, 'utf8') : '# Reliability\n';
  writeFileSync(values.out, withSection(page, 'chaos', section.text));
}
process.exitCode = section.broken.length > 0 ? 1 : 0;
