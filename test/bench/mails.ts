import { demoFleet } from '../../infra/local/demo/demo-fleet.ts';
import { type SimulatedHost, simulateHost } from '../../infra/local/hosts/simulated-host.ts';
import { assessFleet } from '../../lambdas/domain/assess/assess-fleet.ts';
import { digestOf } from '../../lambdas/domain/assess/digest.ts';
import { changedFindings } from '../../lambdas/domain/assess/finding.ts';
import type { Assessment } from '../../lambdas/domain/records/assessment.ts';
import { BIN, DAY, MINUTE } from '../../lambdas/domain/records/time.ts';
import { knowledge } from '../../lambdas/knowledge/index.ts';
import { FROM, fourPercent } from '../corpora/corpus.ts';
import { table } from './markdown.ts';

/** What people are mailed of one fleet, by mails for each change of a verdict and by digests. */
export interface Mails {
  readonly mailsAtFirst: number;
  readonly mailsAWeek: number;
  readonly digestsAWeek: number;
  /** Hosts that leaked by any verdict; and those whose finding opened more than once, before and now. */
  readonly leaked: number;
  readonly again: { readonly verdicts: number; readonly findings: number };
}

/** Scores hosts every three hours, from the 14th day on. */
export function mailsOf(
  hosts: readonly SimulatedHost[],
  { from, days }: { from: Date; days: number },
): Mails {
  const bins = hosts.flatMap((host) => host.bins(15)).sort((a, b) => (a.binAt < b.binAt ? -1 : 1));
  const mails: number[] = [];
  const digests: boolean[] = [];
  const opened = { verdicts: new Map<string, number>(), findings: new Map<string, number>() };
  const count = (of: Map<string, number>, hostId: string) => of.set(hostId, (of.get(hostId) ?? 0) + 1);
  let before: Assessment | null = null;
  for (let at = from.getTime() + 14 * DAY; at <= from.getTime() + days * DAY; at += BIN) {
    const after = assessFleet(bins, { at: new Date(at + 20 * MINUTE), knowledge, before });
    const [was, now] = [leaking(before), leaking(after)];
    for (const hostId of now) if (!was.has(hostId)) count(opened.verdicts, hostId);
    mails.push([...was, ...now].filter((hostId) => was.has(hostId) !== now.has(hostId)).length);
    const findings = changedFindings(before, after);
    for (const { change, verdict, host } of findings)
      if (change === 'opened' && verdict === 'leaking') count(opened.findings, host.hostId);
    digests.push(digestOf(findings, after) !== null);
    before = after;
  }
  const weeks = (days - 14) / 7;
  const twice = (of: Map<string, number>) => [...of.values()].filter((times) => times > 1).length;
  return {
    mailsAtFirst: mails[0] ?? 0,
    mailsAWeek: mails.slice(1).reduce((sum, each) => sum + each, 0) / weeks,
    digestsAWeek: digests.slice(1).filter(Boolean).length / weeks,
    leaked: opened.verdicts.size,
    again: { verdicts: twice(opened.verdicts), findings: twice(opened.findings) },
  };
}

const leaking = (assessment: Assessment | null): Set<string> =>
  new Set(assessment?.hosts.filter(({ verdict }) => verdict === 'leaking').map(({ hostId }) => hostId));

if (import.meta.main) {
  const size = { from: FROM, days: 42 };
  const fleets = {
    'the demo, 120 hosts': demoFleet({ ...size, seed: 1, hosts: 120 }).map(({ simulated }) => simulated),
    '200 hosts of which 4% leak': fourPercent(1, { ...size, hosts: 200 }).map(({ scenario, seed }) =>
      simulateHost(scenario, seed),
    ),
  };
  const rows = Object.entries(fleets).map(([name, hosts]) => {
    const { mailsAtFirst, mailsAWeek, digestsAWeek, leaked, again } = mailsOf(hosts, size);
    const share = (count: number) => `${count} of ${leaked}`;
    return [
      name,
      `${mailsAtFirst}`,
      mailsAWeek.toFixed(1),
      digestsAWeek.toFixed(1),
      share(again.verdicts),
      share(again.findings),
    ];
  });
  const columns = [
    'fleet',
    'mails of the first scoring',
    'mails a week',
    'digests a week',
    'opened again',
    'now',
  ];
  process.stdout.write(`${table(columns, rows)}\n`);
}
