import type { AssessedHost, Assessment } from '../../lambdas/domain/records/assessment.ts';
import { placeOf } from '../../lambdas/domain/records/host-key.ts';
import { nearestLimitOf } from '../../lambdas/domain/records/limit.ts';
import { DAY_SECONDS } from '../../lambdas/domain/records/time.ts';
import { visible } from '../text/terminal.ts';

type Labels = Readonly<Record<string, string>>;

interface Gauge {
  readonly name: string;
  readonly help: string;
  readonly values: readonly { readonly labels?: Labels; readonly value: number }[];
}

/**
 * The assessment in Prometheus' text format, https://prometheus.io/docs/instrumenting/exposition_formats/, for the textfile
 * collector of node_exporter: gauges without timestamps. A gauge that is known of no host is left out.
 */
export function prometheus(assessment: Assessment): string {
  return [...fleetGauges(assessment), ...hostGauges(assessment)]
    .filter(({ values }) => values.length > 0)
    .map(printGauge)
    .join('');
}

function fleetGauges({ assessedAt, fleet }: Assessment): Gauge[] {
  const one = (name: string, help: string, value: number | null): Gauge => ({
    name: `haproxy_auditor_${name}`,
    help,
    values: value === null ? [] : [{ value }],
  });
  return [
    one('assessment_timestamp_seconds', 'Instant of the assessment.', Date.parse(assessedAt) / 1000),
    one('hosts', 'Hosts of the fleet.', fleet.hosts),
    one('leaking_hosts', 'Hosts with the verdict leaking.', fleet.leaking),
    one('suspected_hosts', 'Hosts with the verdict suspected.', fleet.suspected),
    one('unreachable_hosts', 'Hosts that did not answer the newest audit.', fleet.unreachable),
    one('coverage_ratio', 'Share of the hosts that answered the newest audit.', fleet.coverage),
  ];
}

/** Nothing of a host in no account: a label without a value is none. */
const placeLabels = (host: AssessedHost): Labels =>
  placeOf(host) === null ? {} : { account_id: host.accountId ?? '', region: host.region ?? '' };

function hostGauges({ hosts }: Assessment): Gauge[] {
  const each = (
    name: string,
    help: string,
    measure: (host: AssessedHost) => { value: number; labels?: Labels } | null,
  ): Gauge => ({
    name: `haproxy_auditor_host_${name}`,
    help,
    values: hosts.flatMap((host) => {
      const measured = measure(host);
      return measured === null
        ? []
        : [
            {
              value: measured.value,
              labels: { host_id: host.hostId, ...placeLabels(host), ...measured.labels },
            },
          ];
    }),
  });
  return [
    each('info', 'A host, its release, its verdict and what to do with it; always 1.', (host) => ({
      value: 1,
      labels: {
        name: host.name ?? '',
        role: host.role ?? '',
        version: host.version ?? '',
        verdict: host.verdict,
        action: host.recommendation.action,
        to: host.recommendation.to ?? '',
        urgency: host.recommendation.urgency,
        acknowledged: host.acknowledgement === null ? 'false' : 'true',
      },
    })),
    each('leak_probability_ratio', 'Probability that HAProxy leaks on the host.', ({ leakProbability }) => ({
      value: leakProbability,
    })),
    each('risk', 'Risk of the host, 0 to 100: probability times how soon it hurts.', ({ score }) => ({
      value: score,
    })),
    each(
      'memory_growth_bytes_per_second',
      'Growth of TCP memory, load taken out.',
      ({ memoryGrowthBytesPerDay: growth }) => growth && { value: growth.estimate / DAY_SECONDS },
    ),
    each('time_to_limit_seconds', 'Until the nearest limit at the present growth.', (host) => {
      const nearest = nearestLimitOf(host);
      return nearest && { value: nearest.secondsToLimit.estimate, labels: { resource: nearest.resource } };
    }),
    each('observed_seconds', 'How long the host has been observed.', ({ daysObserved }) => ({
      value: daysObserved * DAY_SECONDS,
    })),
    each('reachable', 'Whether the host answered the newest audit.', ({ reachable }) => ({
      value: reachable ? 1 : 0,
    })),
  ];
}

const printGauge = ({ name, help, values }: Gauge): string =>
  [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} gauge`,
    ...values.map(({ labels, value }) => `${name}${printLabels(labels)} ${value}`),
    '',
  ].join('\n');

function printLabels(labels: Labels | undefined): string {
  if (labels === undefined) return '';
  const list = Object.entries(labels).map(([key, value]) => `${key}="${escaped(value)}"`);
  return `{${list.join(',')}}`;
}

/** A label's value may be any text; a control character in it is nobody's wish. */
const escaped = (text: string): string => visible(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"');
