import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { simulateHost } from '../../../infra/local/hosts/simulated-host.ts';
import { deriveBinsAt } from '../../../lambdas/domain/bins/derive-bins.ts';
import { binsKey, printBins, printSamples, samplesKey } from '../../../lambdas/domain/records/archive.ts';
import type { Sample } from '../../../lambdas/domain/records/sample.ts';
import { BIN, DAY, MINUTE, printInstant } from '../../../lambdas/domain/records/time.ts';
import { FIRST_REPORT_SEED, FROM, fourPercent } from '../../corpora/corpus.ts';

const PERIOD = 15 * MINUTE;

/** What an archive holds. */
export interface MadeArchive {
  readonly samples: number;
  /** Of the samples' JSON, unzipped. */
  readonly bytes: number;
}

/**
 * Writes a copy of the bucket of so many hosts, of which 4% leak: a run each quarter of an hour of so many days, and the
 * bins of them. The files have the times that the objects had.
 */
export function makeArchive(folder: string, hosts: number, days: number): MadeArchive {
  const fleet = fourPercent(FIRST_REPORT_SEED, { hosts, days, from: FROM }).map(({ scenario, seed }) =>
    simulateHost(scenario, seed),
  );
  let [count, bytes] = [0, 0];
  let before: Sample[] = [];
  for (let start = FROM.getTime(); start < FROM.getTime() + days * DAY; start += BIN) {
    const inBin: Sample[] = [];
    for (let at = start; at < start + BIN; at += PERIOD) {
      const samples = fleet.flatMap((host) => host.sample(new Date(at)) ?? []);
      const text = printSamples(samples);
      write(folder, samples.map(samplesKey)[0], text, at + MINUTE);
      inBin.push(...samples);
      bytes += Buffer.byteLength(text);
    }
    const bins = deriveBinsAt([...before, ...inBin], printInstant(start));
    const keys = bins.map((bin) => binsKey({ ...bin, runAt: bin.binAt }));
    write(folder, keys[0], printBins(bins), start + BIN + 20 * MINUTE);
    count += inBin.length;
    before = inBin;
  }
  return { samples: count, bytes };
}

function write(folder: string, key: string | undefined, text: string, at: number): void {
  if (key === undefined) return;
  const file = join(folder, key);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, gzipSync(text));
  utimesSync(file, at / 1000, at / 1000);
}
