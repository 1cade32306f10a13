import { beforeAll, expect, it } from 'vitest';
import { simulateHost } from '../../../infra/local/hosts/simulated-host.ts';
import {
  type AssessmentInput,
  assessFleet,
  fleetAssessor,
} from '../../../lambdas/domain/assess/assess-fleet.ts';
import { type JudgedPlace, placeJudgement } from '../../../lambdas/domain/assess/judged-place.ts';
import { parseLoneHosts, printLoneHost } from '../../../lambdas/domain/assess/lone-host-line.ts';
import type { Bin } from '../../../lambdas/domain/records/bin.ts';
import { DAY } from '../../../lambdas/domain/records/time.ts';
import { knowledge } from '../../../lambdas/knowledge/index.ts';
import { classes, FROM, upgrades } from '../../corpora/corpus.ts';

const DAYS = 21;
const PLACES = 5;
const END = new Date(FROM.getTime() + DAYS * DAY);

/** Hosts of every class, and of upgrades that are compared with others, over several places. */
const fleet = new Map<string, Bin[]>();
let before: ReturnType<typeof assessFleet>;

beforeAll(() => {
  const upgraded = upgrades(8, { hosts: 25, days: DAYS }).map(({ scenario, seed }) => ({
    scenario: { ...scenario, identity: { ...scenario.identity, role: 'edge' } },
    seed,
  }));
  for (const [index, { scenario, seed }] of [
    ...classes(7, { hosts: 1, days: DAYS }),
    ...upgraded,
  ].entries()) {
    const accountId = `11112222333${index % PLACES}`;
    const identity = { ...scenario.identity, hostId: `i-${index}`, accountId };
    const bins = simulateHost({ ...scenario, identity }, seed).bins(60);
    if (bins.length > 0) fleet.set(identity.hostId, bins);
  }
  const early = [...fleet.values()].flat().filter(({ binAt }) => Date.parse(binAt) < END.getTime() - 3 * DAY);
  before = assessFleet(early, { at: new Date(END.getTime() - 3 * DAY), knowledge, before: null });
});

function judged(hosts: readonly Bin[][]): JudgedPlace<readonly Bin[]> {
  const starts = hosts.flatMap((bins) => bins.at(-1)?.binAt ?? []);
  const judgement = placeJudgement(starts.sort().at(-1) ?? '');
  for (const bins of hosts) judgement.add(bins);
  return judgement.place();
}

/** As another process reads it. */
const handedOver = ({ hosts, members }: JudgedPlace<readonly Bin[]>): JudgedPlace<readonly Bin[]> => {
  const { records, issues } = parseLoneHosts(hosts.map(printLoneHost).join(''), 'shard');
  expect(issues).toEqual([]);
  expect(records).toEqual(hosts);
  return { hosts: records, members: JSON.parse(JSON.stringify(members)) };
};

it('has the assessment of one process, byte for byte, where its places are judged in others', () => {
  const input: AssessmentInput = { at: END, knowledge, before };
  const assessor = fleetAssessor<readonly Bin[]>();
  const places = [...Map.groupBy(fleet.values(), ([bin]) => bin?.accountId ?? '').values()];
  for (const hosts of places.reverse()) assessor.add(handedOver(judged(hosts)));
  const compared = assessor.compared();
  const inOneProcess = assessFleet([...fleet.values()].flat(), input);
  expect(inOneProcess.hosts.length).toBeGreaterThan(30);
  expect(inOneProcess.verifications.some(({ others }) => others > 0)).toBe(true);
  expect(JSON.stringify(assessor.assessment(compared, input))).toBe(JSON.stringify(inOneProcess));
});

it('hands over figures that are no numbers, or have no end', () => {
  const [host] = judged([...fleet.values()].slice(0, 1)).hosts;
  if (host === undefined) throw new Error('no host');
  const odd = { ...host, load: Number.POSITIVE_INFINITY, leakProbability: Number.NaN };
  expect(parseLoneHosts(printLoneHost(odd), 'shard')).toEqual({ records: [odd], issues: [] });
});

it('takes no line of a check that there is not', () => {
  const line = [...fleet.values()]
    .slice(-10)
    .flatMap((bins) => judged([bins]).hosts)
    .find(({ changes }) => changes.some(({ decisive }) => decisive !== null));
  const text = line ? printLoneHost(line) : '';
  const renamed = text.replace(/"decisive":\{"check":"[^"]+"/, '"decisive":{"check":"no-check"');
  expect(parseLoneHosts(renamed, 'shard').issues).toMatchObject([{ path: expect.stringContaining('check') }]);
});
