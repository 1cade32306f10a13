import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { withSection } from '../bench/marked-section.ts';
import { accountHub } from './hub-accounting.ts';
import { type HubRun, hubSection } from './hub-section.ts';
import { runHubChaos } from './run-hub-chaos.ts';

const { values } = parseArgs({
  options: {
    days: { type: 'string', default: '3' },
    seeds: { type: 'string', default: '4' },
    /** Where the page is that the figures are written into; nothing is written where it is empty. */
    out: { type: 'string', default: 'docs/reliability.md' },
  },
});
const rates = { days: Number(values.days), calls: 0.02, deliveries: 0.08, kills: 0.08 };
const runs: HubRun[] = [];
for (let seed = 1; seed <= Number(values.seeds); seed++) {
  process.stderr.write(`hub ${seed}: ${rates.days} days\n`);
  const result = await runHubChaos({ seed, ...rates });
  runs.push({ seed, result, accounting: accountHub(result) });
}
const section = hubSection(runs, rates);
process.stdout.write(`${section.text}\n`);
if (values.out !== '')
  writeFileSync(values.out, withSection(readFileSync(values.out, 'utf8'), 'hub-chaos', section.text));
for (const promise of section.broken) process.stderr.write(`${promise}\n`);
process.exitCode = section.broken.length > 0 ? 1 : 0;
