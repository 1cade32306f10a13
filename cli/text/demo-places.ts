import type { StoredMetric } from '../../infra/local/aws/metric-store.ts';
import { DEMO_PLACE, type DemoHost } from '../../infra/local/demo/demo-fleet.ts';
import { counted, countPhrase } from '../../lambdas/domain/format.ts';
import { hostKey } from '../../lambdas/domain/records/host-key.ts';
import type { DemoResult } from '../demo/run-demo.ts';
import { namesOf, riskColour } from './assessment-words.ts';
import { tableLines } from './table.ts';
import { colours, prose } from './terminal.ts';

const accountAndRegion = ({ accountId, region }: DemoHost['place']): string => `${accountId} ${region}`;

/** The accounts and regions of a fleet in several, and the worst host of each; nothing of one in one. */
export function placesTable(
  { fleet, assessment, captured, endpoint }: DemoResult,
  columns: number,
): string[] {
  if (captured === null) return [];
  const nameOf = namesOf(assessment.hosts);
  const pressures = pressureByPlace(endpoint.metrics());
  const rows = [...Map.groupBy(fleet, ({ place }) => accountAndRegion(place))].map(([name, hosts]) => {
    const keys = new Set(hosts.map(({ place, hostId }) => hostKey({ ...place, hostId })));
    // The worst first, as an assessment has them.
    const assessed = assessment.hosts.filter((host) => keys.has(hostKey(host)));
    const [worst] = assessed;
    const leaking = assessed.filter(({ verdict }) => verdict === 'leaking').length;
    return [
      name === accountAndRegion(DEMO_PLACE) ? `${name} (hub)` : name,
      `${hosts.length}`,
      `${leaking}`,
      worst ? `${nameOf(worst)}, ${riskColour(worst.score)(`risk ${worst.score}`)}` : '',
      pressureText(pressures.get(name)),
    ];
  });
  const lines = tableLines(
    [
      { title: 'ACCOUNT AND REGION' },
      { title: 'HOSTS', align: 'right' },
      { title: 'LEAKING', align: 'right' },
      { title: 'HIGHEST RISK' },
      { title: 'OF PRESSURE', align: 'right' },
    ],
    rows.sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
  );
  return [
    ...lines,
    ...prose(
      "OF PRESSURE: the highest share of a kernel's TCP memory pressure limit on the last day, as the hub's watch published it.",
      { columns },
    ),
  ];
}

/** The Maximum of the metric that the hub's watch publishes by account and region. */
const pressureByPlace = (metrics: readonly StoredMetric[]): Map<string, number> =>
  new Map(
    metrics
      .filter(({ metricName, dimensions }) => metricName === 'TcpMemoryOfPressure' && dimensions.length === 2)
      .map(({ dimensions, points }) => [
        dimensions.map(({ value }) => value).join(' '),
        Math.max(...points.map(({ maximum }) => maximum)),
      ]),
  );

const pressureText = (percent: number | undefined): string =>
  percent === undefined ? '' : `${countPhrase(Math.round(percent))}%`;

/** What the archive let a captured spoke do. */
export const attemptsTable = ({ captured }: DemoResult): string[] =>
  captured === null
    ? []
    : tableLines(
        [{ title: 'IT TRIES TO' }, { title: "THE ARCHIVE'S ANSWER" }],
        captured.attempts.map(({ what, answer }) => [
          what,
          answer === 'allowed' ? answer : colours.yellow(answer),
        ]),
      );

export const capturedTitle = ({ captured }: DemoResult): string =>
  captured === null ? '' : `If the spoke of ${accountAndRegion(captured.place)} were taken over`;

/** ` in 3 accounts and 2 regions of each`; nothing where they are in one. */
export function inPlaces({ fleet }: DemoResult): string {
  const [accounts = 1, regions = 1] = (['accountId', 'region'] as const).map(
    (part) => new Set(fleet.map(({ place }) => place[part])).size,
  );
  if (accounts * regions === 1) return '';
  return ` in ${counted(accounts, 'account')} and ${counted(regions, 'region')}`;
}
