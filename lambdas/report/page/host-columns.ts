import { bytesEstimate, bytesPhrase, probabilityPhrase, wholePercent } from '../../domain/format.ts';
import { LEAK_KIND_WORDS } from '../../domain/records/leak-kind.ts';
import { forecastOf } from '../../domain/records/limit.ts';
import { isJudged, isLeaky } from '../../domain/records/verdict.ts';
import { limitEstimate } from '../../domain/scoring/limit-phrases.ts';
import { resourceNoun } from '../../domain/scoring/limit-words.ts';
import { riskBand } from '../../domain/scoring/risk-words.ts';
import type { ReportedHost, Tone } from '../report.ts';
import { verdictTag } from './tags.ts';

/** A column of the table of all hosts, besides the first, which names them. */
export interface HostColumn {
  /** In links to a part of the table: never changes. */
  key: string;
  title: string;
  /** Few words, each shared by many hosts. */
  isFacet?: true;
  isNumber?: true;
  /** What the table is sorted by as it stands. */
  isSorted?: true;
  read(host: ReportedHost): HostCell;
}

interface HostCell {
  text: string;
  /** Under it. */
  small?: string | undefined;
  /** What it is sorted by, where that is a number; `undefined` where there is none. */
  value?: number | undefined;
  tone?: Tone;
}

const COLUMNS: readonly HostColumn[] = [
  { key: 'verdict', title: 'Verdict', isFacet: true, read: verdictCell },
  {
    key: 'risk',
    title: 'Risk',
    isNumber: true,
    isSorted: true,
    read: ({ score }) => ({ text: `${score}`, small: score > 0 ? riskBand(score) : undefined, value: score }),
  },
  { key: 'limit', title: 'Until a limit', isNumber: true, read: limitCell },
  { key: 'growth', title: 'Growth a day', isNumber: true, read: growthCell },
  { key: 'memory', title: 'TCP memory', isNumber: true, read: memoryCell },
  {
    key: 'kind',
    title: 'What leaks',
    isFacet: true,
    read: ({ kind }) => ({ text: kind === null ? '' : LEAK_KIND_WORDS[kind] }),
  },
  {
    key: 'release',
    title: 'Release',
    isFacet: true,
    read: ({ release, version }) => ({ text: release ?? version ?? '' }),
  },
  { key: 'role', title: 'Role', isFacet: true, read: ({ role }) => ({ text: role ?? '' }) },
  {
    key: 'zone',
    title: 'Zone',
    isFacet: true,
    read: ({ availabilityZone }) => ({ text: availabilityZone ?? '' }),
  },
];

/** The same of all hosts of most reports, and then left out. */
const PLACES: readonly HostColumn[] = [
  { key: 'region', title: 'Region', isFacet: true, read: ({ region }) => ({ text: region ?? '' }) },
  {
    key: 'account',
    title: 'Account',
    isFacet: true,
    read: ({ accountId, accountName }) => ({ text: accountId ?? '', small: accountName ?? undefined }),
  },
];

/** Its columns: accounts and regions where hosts are of more than one. */
export function columnsOf(hosts: readonly ReportedHost[]): HostColumn[] {
  const differ = ({ read }: HostColumn) =>
    new Set(hosts.map((host) => read(host).text).filter((text) => text !== '')).size > 1;
  return [...COLUMNS, ...PLACES.filter(differ)];
}

const UNKNOWN = { tone: 'unsure', word: 'Unknown' } as const;

function verdictCell(host: ReportedHost): HostCell {
  // What was true when it fell silent need not be now.
  const isSilent = host.standing === 'unknown' && isJudged(host);
  const { tone, word } = isSilent ? UNKNOWN : verdictTag(host.verdict);
  const notes = [
    ...(isLeaky(host) ? [`${probabilityPhrase(host.leakProbability)} likely`] : []),
    ...(host.acknowledgement === null ? [] : ['acknowledged']),
    ...(host.reachable ? [] : ['no answer']),
  ];
  return { text: word, small: notes.join(', '), tone };
}

function limitCell(host: ReportedHost): HostCell {
  const forecast = forecastOf(host);
  const phrase = limitEstimate(host);
  if (forecast === null || phrase === null) return { text: '' };
  const resource = forecast.resource === 'tcp-memory' ? '' : resourceNoun(forecast.resource);
  const small = [phrase.range, resource].filter((text) => text !== '').join(', ');
  return { text: phrase.estimate, small, value: forecast.secondsToLimit.estimate };
}

function growthCell({ memoryGrowthBytesPerDay: growth }: ReportedHost): HostCell {
  if (growth === null) return { text: '' };
  const { estimate, range } = bytesEstimate(growth);
  return { text: estimate, small: range, value: growth.estimate };
}

function memoryCell({ memoryBytes, pressureBytes }: ReportedHost): HostCell {
  if (memoryBytes === null) return { text: '' };
  const small = pressureBytes ? wholePercent(memoryBytes / pressureBytes) : '';
  return { text: bytesPhrase(memoryBytes), small, value: memoryBytes };
}
