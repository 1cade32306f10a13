import type { Sample } from '../../lambdas/domain/records/sample.ts';
import { TCP_LIMITS_ASSUMED } from '../../lambdas/domain/records/sample-notes.ts';
import { countReadings } from '../archive/sample-readings.ts';
import { askInParts } from './ask-in-parts.ts';
import { type Answered, type HostFigures, hostFigures } from './host-figures.ts';
import type { ImportedDay } from './import-state.ts';
import { HAPROXY_SOURCES, HOST_SOURCES, queryOf, type Source } from './metrics.ts';
import type { PrometheusApi, Range } from './prometheus-api.ts';
import { type SampleIdentity, samplesOf } from './prometheus-samples.ts';
import type { JoinRules } from './series-join.ts';

/** What is asked for, and how it becomes samples. */
export interface ImportRules extends JoinRules, SampleIdentity {
  /** Labels that series must have, such as `env="prod"`. */
  readonly matchers: readonly string[];
}

/** Hosts that one query names; its text stays far below what servers take. */
const HOSTS_A_QUERY = 200;

/**
 * Reads the instants of a day.
 * @returns the samples by instant, and what the day comes to
 */
export async function importDay(
  api: PrometheusApi,
  date: string,
  range: Range,
  rules: ImportRules,
): Promise<{ samples: Map<number, Sample[]>; day: ImportedDay }> {
  const ask = async (source: Source, matchers: readonly string[] = []): Promise<Answered> => ({
    source,
    series: await askInParts(api, queryOf(source, [...rules.matchers, ...matchers]), range),
  });
  const answers: Answered[] = [];
  for (const source of HAPROXY_SOURCES) answers.push(await ask(source));
  // A server knows many hosts that are no load balancers: unless it is told which, those that run HAProxy are asked for.
  const isNamed = rules.matchers.length > 0;
  const instances = instancesOf(answers);
  const canName = !isNamed && rules.join.join() === 'instance' && rules.hostMap.size === 0;
  for (const source of HOST_SOURCES) {
    if (!canName) answers.push(await ask(source));
    else for (const matcher of instanceMatchers(instances)) answers.push(await ask(source, [matcher]));
  }
  const { hosts: all, withoutHost } = hostFigures(answers, range, rules);
  const hosts = all.filter((host) => isNamed || runsHaproxy(host));
  const samples = samplesOf(hosts, range, rules);
  return { samples, day: { date, ...summaryOf(samples, range), withoutHost, ...hostsOf(hosts) } };
}

const runsHaproxy = ({ haproxy, frontends, group }: HostFigures): boolean =>
  haproxy.length + frontends.length + group.values.size > 0;

const hostsOf = (hosts: readonly HostFigures[]) => ({
  hosts: hosts.map(({ hostId }) => hostId),
  hostsWithoutKernel: hosts.filter(({ host }) => host.values.size === 0).map(({ hostId }) => hostId),
});

/** Addresses of hosts without their ports, as the exporters of HAProxy are scraped. */
function instancesOf(answers: readonly Answered[]): string[] {
  const names = answers.flatMap(({ series }) =>
    series.map(({ labels: { instance = '' } }) => instance.replace(/:\d+$/, '')),
  );
  return [...new Set(names)].filter((name) => name !== '').sort();
}

function instanceMatchers(instances: readonly string[]): string[] {
  const groups: string[] = [];
  for (let start = 0; start < instances.length; start += HOSTS_A_QUERY) {
    const names = instances.slice(start, start + HOSTS_A_QUERY).map(escaped);
    groups.push(`instance=~${JSON.stringify(`(${names.join('|')})(:[0-9]+)?`)}`);
  }
  return groups;
}

/** A text of RE2 that means itself. */
const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');

function summaryOf(samples: ReadonlyMap<number, readonly Sample[]>, { from, to }: Range) {
  const readings = countReadings();
  let [count, sampled, assumedLimits] = [0, 0, 0];
  for (const sample of [...samples.values()].flat()) {
    count += 1;
    if (sample.outcome !== 'sampled') continue;
    sampled += 1;
    if (sample.notes.includes(TCP_LIMITS_ASSUMED)) assumedLimits += 1;
    readings.add(sample);
  }
  return { from, to, samples: count, sampled, assumedLimits, known: readings.counts() };
}
