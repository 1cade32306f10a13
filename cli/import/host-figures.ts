import {
  filledUp,
  instantsOf,
  type Labels,
  labelsOf,
  summed,
  type Values,
  valuesOf,
} from './instant-values.ts';
import { type Metric, metricOf, type Scope, type Source } from './metrics.ts';
import type { Range, Series } from './prometheus-api.ts';
import { hostOf, type JoinRules, targetOf } from './series-join.ts';

/** Figures of a host, of one HAProxy on it or of all its processes, by their names. */
export interface Figures {
  readonly values: ReadonlyMap<string, Values>;
  /** Of info metrics. */
  readonly labels: ReadonlyMap<string, Labels>;
}

/** What a slice's series say of one host. */
export interface HostFigures {
  readonly hostId: string;
  readonly host: Figures;
  /** By their targets, in their order. */
  readonly haproxy: readonly Figures[];
  readonly frontends: readonly Figures[];
  readonly group: Figures;
  /** Labels of any of its series, those of HAProxy's exporter first: where roles are written. */
  readonly labels: readonly Series['labels'][];
}

/** What a source's query answered. */
export interface Answered {
  readonly source: Source;
  readonly series: readonly Series[];
}

/** Figures whose values are labels. */
const INFO = new Set(['build', 'uname']);

interface Entry {
  metric: Metric;
  figure: string;
  series: Series;
  values: Values;
}

/** Brings a slice's series together as hosts, by their ids. @returns also how many series name no host */
export function hostFigures(
  answers: readonly Answered[],
  range: Range,
  rules: JoinRules,
): { hosts: HostFigures[]; withoutHost: number } {
  const hosts = new Map<string, Entry[]>();
  let withoutHost = 0;
  for (const { source, series: all } of answers) {
    for (const series of all) {
      const metric = metricOf(source, series.labels.__name__);
      const figure = metric?.figureOf(series.labels);
      if (metric === undefined || figure === undefined || figure === null) continue;
      const hostId = hostOf(series.labels, rules);
      if (hostId === null) {
        withoutHost += 1;
        continue;
      }
      const entries = hosts.get(hostId) ?? [];
      entries.push({ metric, figure, series, values: valuesOf(series, range) });
      hosts.set(hostId, entries);
    }
  }
  const length = instantsOf(range);
  return {
    withoutHost,
    hosts: [...hosts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([hostId, entries]) => ofHost(hostId, entries, length)),
  };
}

function ofHost(hostId: string, entries: readonly Entry[], length: number): HostFigures {
  const ofScope = (scope: Scope) => entries.filter(({ metric }) => metric.scope === scope);
  const byTarget = (scope: Scope) =>
    [...Map.groupBy(ofScope(scope), ({ series }) => targetOf(series.labels))]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, ofTarget]) => figuresOf(ofTarget, length));
  const ordered = [...ofScope('haproxy'), ...ofScope('frontends'), ...ofScope('group'), ...ofScope('host')];
  return {
    hostId,
    host: figuresOf(ofScope('host'), length),
    haproxy: byTarget('haproxy'),
    frontends: byTarget('frontends'),
    group: figuresOf(ofScope('group'), length),
    labels: ordered.map(({ series }) => series.labels),
  };
}

function figuresOf(entries: readonly Entry[], length: number): Figures {
  const values = new Map<string, Values>();
  const labels = new Map<string, Labels>();
  for (const [figure, all] of Map.groupBy(entries, (entry) => entry.figure)) {
    const ordered = all.toSorted((a, b) => (identity(a) < identity(b) ? -1 : 1));
    if (INFO.has(figure)) labels.set(figure, labelsOf(ordered, length));
    else
      values.set(
        figure,
        ordered[0]?.metric.isSum ? sumOf(ordered) : filledUp(ordered.map((entry) => entry.values)),
      );
  }
  return { values, labels };
}

/** Parts are added, once each: a server beside it tells each part again. */
function sumOf(entries: readonly Entry[]): Values {
  const parts = Map.groupBy(
    entries,
    ({ series: { labels } }) => `${labels.groupname} ${labels.mode} ${labels.memtype}`,
  );
  return summed([...parts.values()].map((copies) => filledUp(copies.map(({ values }) => values))));
}

/** All labels as text. */
const identity = ({ series }: Entry): string =>
  Object.entries(series.labels)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join(',');
