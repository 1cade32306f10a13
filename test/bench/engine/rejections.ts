import { simulateHost } from '../../../infra/local/hosts/simulated-host.ts';
import { hostTrend } from '../../../lambdas/domain/scoring/host-trend.ts';
import { studentCdf } from '../../../lambdas/domain/scoring/trend/distributions.ts';
import type { Growth } from '../../../lambdas/domain/scoring/trend/growth.ts';
import { HEALTHY_KINDS, hostOfKind } from '../../corpora/corpus.ts';
import { table } from '../markdown.ts';
import { goalCells, shareCells } from './goal.ts';
import type { Part } from './part.ts';
import { SEEDS } from './seeds.ts';

const LEVEL = 0.01;
const GOAL = { minimum: 0.005, maximum: 0.015 };
const DAYS = [14, 28] as const;
const HOSTS_A_TASK = 200;
const ORDINARY_TASKS = 10;

type HealthyKind = (typeof HEALTHY_KINDS)[number];

interface Task {
  kind: HealthyKind;
  days: number;
  seed: number;
}

export interface Rejections {
  kind: HealthyKind;
  days: number;
  isLoadKnown: boolean;
  /** Hosts with enough bins for the test, and those that it rejects. */
  hosts: number;
  rejected: number;
}

/** Whether growth is beyond chance, one-sided. */
export const rejects = ({ perDay, standardError, degreesOfFreedom }: Growth, level = LEVEL): boolean =>
  1 - studentCdf(perDay / standardError, degreesOfFreedom) < level;

/** How often the test behind the memory check rejects where nothing leaks. */
export const REJECTIONS: Part<Task, Rejections[]> = {
  name: 'nominal-test',
  tasks: () =>
    DAYS.flatMap((days) =>
      HEALTHY_KINDS.flatMap((kind) =>
        Array.from({ length: kind === 'steady' ? ORDINARY_TASKS : 1 }, (_, task) => ({
          kind,
          days,
          seed: SEEDS.growth + HOSTS_A_TASK * task,
        })),
      ),
    ),
  measure: ({ kind, days, seed }) => {
    const tested = Array.from({ length: HOSTS_A_TASK }, (_, place) => {
      const host = hostOfKind(kind, seed + place, { days });
      const trend = hostTrend(simulateHost(host.scenario, host.seed).bins(60));
      const growth = trend.growth('memoryBytes');
      return { isLoadKnown: trend.isLoadKnown, growth };
    });
    return [true, false].map((isLoadKnown) => {
      const own = tested.flatMap((host) => (host.isLoadKnown === isLoadKnown && host.growth) || []);
      return { kind, days, isLoadKnown, hosts: own.length, rejected: own.filter((g) => rejects(g)).length };
    });
  },
  report: (results) =>
    [
      '### A nominal 1% test of growth',
      "Share of hosts without a leak whose growth of memory, load taken out, is beyond chance at 1%, one-sided: the statistic before any check, weight or verdict. The goal is for ordinary hosts, which are the steady ones. Of the others some grow for reasons that load doesn't tell (what fills, what stays long); the checks and verdicts deal with those.",
      rejectionTable(results.flat()),
    ].join('\n\n'),
};

/** One row a kind, the ordinary hosts first and split by whether their load is known. */
export function rejectionTable(parts: readonly Rejections[]): string {
  const rows = DAYS.flatMap((days) => {
    const of = (is: (part: Rejections) => boolean) => parts.filter((part) => part.days === days && is(part));
    const kinds = HEALTHY_KINDS.filter((kind) => kind !== 'steady');
    const ordinary = (isLoadKnown: boolean) =>
      of((part) => part.kind === 'steady' && part.isLoadKnown === isLoadKnown);
    return [
      { title: 'steady', goal: GOAL, own: ordinary(true) },
      { title: 'steady, load unknown', goal: null, own: ordinary(false) },
      ...kinds.map((kind) => ({ title: kind, goal: null, own: of((part) => part.kind === kind) })),
    ].map(({ title, goal, own }) => {
      const hosts = own.reduce((sum, part) => sum + part.hosts, 0);
      const rejected = own.reduce((sum, part) => sum + part.rejected, 0);
      return [title, String(days), ...shareCells(rejected, hosts), ...goalCells(rejected, hosts, goal)];
    });
  });
  return table(['kind', 'days', 'rejected', 'share', '95%', 'goal', ''], rows);
}
