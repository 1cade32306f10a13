import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, stderr, stdout } from 'node:process';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { deriveBinsAt } from '../../lambdas/domain/bins/derive-bins.ts';
import type { Bin } from '../../lambdas/domain/records/bin.ts';
import { Sample } from '../../lambdas/domain/records/sample.ts';
import { BIN, printInstant } from '../../lambdas/domain/records/time.ts';
import { judgeFleet } from '../../lambdas/domain/scoring/judge-fleet.ts';
import { measureHost } from '../../lambdas/domain/scoring/measure-host.ts';
import { repositoryRoot } from '../files.ts';
import { withSection } from './marked-section.ts';
import { type Judged, otherCorpusSection } from './other-corpus-report.ts';
import { PEERS } from './peers.ts';

/**
 * How the scores do on a corpus that another hand made, by a generator `generate.py OUTDIR --seed N --hosts N --days N
 * --step-minutes N --mix fleet` that writes the archive's samples and `labels.json`. Nothing is fitted on it.
 */
const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    generator: { type: 'string' },
    python: { type: 'string', default: 'python3' },
    from: { type: 'string', default: '50' },
    fleets: { type: 'string', default: '10' },
    hosts: { type: 'string', default: '600' },
    runs: { type: 'string', default: '1' },
  },
});
const { generator } = values;
if (generator === undefined || !existsSync(generator)) {
  stderr.write('skipped: --generator names no generate.py\n');
} else {
  const judged: Judged[] = [];
  const first = Number(values.from);
  for (let seed = first; seed < first + Number(values.fleets); seed += 1) {
    stderr.write(`fleet ${seed}\n`);
    judged.push(...judgedFleet(generator, seed));
  }
  const section = otherCorpusSection(judged, {
    from: first,
    fleets: Number(values.fleets),
    hosts: Number(values.hosts),
    runs: Number(values.runs),
    peers: PEERS.map(({ name }) => name),
  });
  stdout.write(section);
  const page = join(repositoryRoot, 'docs/benchmarks.md');
  writeFileSync(page, withSection(readFileSync(page, 'utf8'), 'other-corpus', section));
}

interface Label {
  hostId: string;
  leaky: boolean;
  ambiguous?: boolean;
  kind: string | null;
  cls: string;
}

function judgedFleet(path: string, seed: number): Judged[] {
  const folder = mkdtempSync(join(tmpdir(), 'corpus-'));
  const options = ['--seed', String(seed), '--hosts', values.hosts, '--days', '14', '--step-minutes', '60'];
  try {
    execFileSync(values.python, [path, folder, ...options, '--mix', 'fleet'], { stdio: 'ignore' });
    const { hosts } = JSON.parse(readFileSync(join(folder, 'labels.json'), 'utf8')) as { hosts: Label[] };
    const binsByHost = Map.groupBy(binsOf(folder), ({ hostId }) => hostId);
    const judgedHosts = judgeFleet([...binsByHost.values()].map((bins) => measureHost(bins)));
    const judgedById = new Map(judgedHosts.map((host) => [host.hostId, host]));
    const shown = [...binsByHost].map(([hostId, bins]) => ({
      hostId,
      cohort: `${bins[0]?.role}/${bins.at(-1)?.version}`,
      bins,
    }));
    const flaggedBy = PEERS.map(({ name, judge }) => ({ name, flagged: judge(shown) }));
    return hosts
      .filter(({ ambiguous }) => !ambiguous)
      .map(({ hostId, leaky, kind, cls }) => {
        const host = judgedById.get(hostId);
        return {
          kind: leaky ? (kind ?? 'other') : null,
          cls,
          verdict: host?.verdict ?? 'insufficient-data',
          probability: host?.leakProbability ?? 0,
          named: host?.kinds[0]?.kind ?? null,
          peers: new Set(
            flaggedBy.flatMap(({ name, flagged }) => (flagged.get(hostId)?.leaking ? [name] : [])),
          ),
        };
      });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function binsOf(folder: string): Bin[] {
  const slots = new Map<number, Sample[]>();
  const files = readdirSync(join(folder, 'samples'), { recursive: true, encoding: 'utf8' });
  for (const file of files.filter((name) => name.endsWith('.ndjson.gz'))) {
    const text = gunzipSync(readFileSync(join(folder, 'samples', file))).toString();
    for (const line of text.split('\n').filter((line) => line !== '')) {
      const sample = Sample.parse(JSON.parse(line));
      const slot = Math.floor(Date.parse(sample.runAt) / BIN);
      const ofSlot = slots.get(slot) ?? [];
      ofSlot.push(sample);
      slots.set(slot, ofSlot);
    }
  }
  return [...slots.keys()]
    .sort((a, b) => a - b)
    .flatMap((slot) =>
      deriveBinsAt([...(slots.get(slot - 1) ?? []), ...(slots.get(slot) ?? [])], printInstant(slot * BIN)),
    );
}
