import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { summariseFleet } from '../../lambdas/domain/audit/fleet-summary.ts';
import { upperMedian } from '../../lambdas/domain/median.ts';
import { sampled, worker } from '../domain/samples.ts';
import { table } from './markdown.ts';
import { withSection } from './marked-section.ts';

const { values: options } = parseArgs({
  options: { out: { type: 'string', default: 'docs/benchmarks.md' } },
});
const ROUNDS = 7;
const MANY_ROLES = 500;

/** Milliseconds of the middle one of some rounds. */
function milliseconds(hosts: number, roles: number): number {
  const samples = Array.from({ length: hosts }, (_, index) =>
    sampled(`i-${index}`, {
      role: `role-${index % roles}`,
      processes: [worker({ version: '2.8.11', stuck: 1 })],
    }),
  );
  const times = Array.from({ length: ROUNDS }, () => {
    const startedAt = performance.now();
    summariseFleet(samples, samples, () => true);
    return performance.now() - startedAt;
  });
  return upperMedian(times) ?? Number.NaN;
}

const rows = [1_000, 10_000, 50_000].map((hosts) => {
  const [one, many] = [milliseconds(hosts, 1), milliseconds(hosts, MANY_ROLES)];
  return [hosts.toLocaleString('en'), one.toFixed(1), many.toFixed(1), (one / many).toFixed(2)];
});
const body = `## The summary of an audit

Milliseconds of one core for the figures of one run, where all hosts have one role and one release, and where they have
${MANY_ROLES} roles.

${table(['hosts', 'one role', `${MANY_ROLES} roles`, 'ratio'], rows)}

Made by \`npm run bench:summary\` on ${availableParallelism()} x ${cpus()[0]?.model.trim() ?? 'unknown'}, Node ${process.versions.node}.`;
writeFileSync(options.out, withSection(readFileSync(options.out, 'utf8'), 'summary-cost', body));
