import type { AssessedHost, Assessment } from '../../lambdas/domain/records/assessment.ts';
import { forecastOf } from '../../lambdas/domain/records/limit.ts';
import { isLeaky } from '../../lambdas/domain/records/verdict.ts';
import { parseCsv } from '../report/parse-csv.ts';
import { FORM_NAMES, type FormName, type Forms } from './forms.ts';

/** A figure that a form tells of a host, as it stands there. */
export interface ToldFigure {
  form: FormName;
  host: string;
  quantity: Quantity;
  /** As printed, with its unit; of CSV and JSON with all digits. */
  text: string;
}

/** How each quantity is printed, and what the assessment has for it; `null` where nothing may be told. */
const QUANTITIES = {
  memory: {
    patterns: [
      /([\d.,]+ [KMGT]?i?B) (?:now|on \d[^,]*), \d+% of its limit/,
      /([\d.,]+ [KMGT]?i?B) of TCP memory, (?:growing|no |falling)/,
      /TCP memory\t([\d.,]+ [KMGT]?i?B)\t\d+% of its limit/,
    ],
    column: 'memory_bytes',
    truth: ({ levels }: AssessedHost) => levels?.memoryBytes ?? null,
  },
  deadSockets: {
    patterns: [/([\d.,]+) dead sockets \(/],
    column: 'dead_sockets',
    truth: ({ levels }: AssessedHost) => levels?.deadSockets ?? null,
  },
  stuckStreams: {
    patterns: [/([\d.,]+) stuck streams \(/],
    column: 'stuck_streams',
    truth: ({ levels }: AssessedHost) => levels?.stuckStreams ?? null,
  },
  growth: {
    patterns: [
      /TCP memory: [^;]{0,60}?(-?[\d.,]+ [KMGT]?i?B)\/day \(95%/,
      /of TCP memory, [a-z ]*:? ?(-?[\d.,]+ [KMGT]?i?B)\/day \(95%/,
      /leaks ([\d.,]+ [KMGT]?i?B)\/day of TCP memory/,
      /Growth a day\t(-?[\d.,]+ [KMGT]?i?B)\t/,
      /^\S+ +\S+ +(?:leaking|suspected)\S* +\S+ +(-?[\d.,]+) \(/m,
    ],
    column: 'growth_bytes_per_day',
    truth: ({ memoryGrowthBytesPerDay: growth }: AssessedHost) => growth?.estimate ?? null,
  },
  growthLow: {
    patterns: [
      /TCP memory: [^;]{0,60}?-?[\d.,]+ ([KMGT]?i?B)\/day \(95% CI (-?[\d.,]+)(?:–| to )-?[\d.,]+\)/,
      /of TCP memory, [a-z ]*:? ?-?[\d.,]+ ([KMGT]?i?B)\/day \(95% CI (-?[\d.,]+)(?:[–-]| to )-?[\d.,]+\)/,
    ],
    column: 'growth_bytes_per_day_low',
    truth: ({ memoryGrowthBytesPerDay: growth }: AssessedHost) => growth?.low ?? null,
  },
  limit: {
    patterns: [
      /(?:reaches|would reach) its [^.;:]*? in ([\d.]+ (?:days?|hours?)) \(/,
      /Until a limit\t([\d.]+ (?:days?|hours?))\t/,
      /^\S+ +\S+ +(?:leaking|suspected)\S* +\S+ +(?:-?[\d.,]+ \([^)]*\)|\?) +([\d.]+) \(/m,
    ],
    column: 'seconds_to_limit',
    truth: (host: AssessedHost) => forecastOf(host)?.secondsToLimit.estimate ?? null,
  },
  limitLow: {
    patterns: [
      /(?:reaches|would reach) its [^.;:]*? in [\d.]+ (days?|hours?) \(([\d.]+)(?:[–-]| or)/,
      /Until a limit\t[\d.]+ (days?|hours?)\t([\d.]+)(?:–| or)/,
    ],
    column: 'seconds_to_limit_low',
    truth: (host: AssessedHost) => forecastOf(host)?.secondsToLimit.low ?? null,
  },
  risk: {
    patterns: [
      /risk (\d+)\/100/i,
      /Risk\t(\d+)\t/,
      /^\S+ +\S+ +(?:leaking|suspected)\S* .* (\d+) (?:critical|high|medium|low|none) /m,
    ],
    column: 'score',
    truth: ({ score }: AssessedHost) => score,
  },
  probability: {
    patterns: [
      /(?:leaking|suspected) >?([\d.]+%)/,
      /probability (?:of )?(?:over |>)?([\d.]+%)/,
      /Leak probability\t>?([\d.]+%)/,
      /^\S+ +\S+ +(?:leaking|suspected)\S* +>?([\d.]+%)/m,
    ],
    column: 'leak_probability',
    truth: ({ leakProbability }: AssessedHost) => leakProbability,
  },
  deadline: {
    patterns: [/restart(?: HAProxy into \S+,)? before (\d+-\d\d-\d\d|\d+ \w+ \d{4})/],
    column: 'restart_by',
    truth: ({ recommendation }: AssessedHost) =>
      recommendation.restartBy === null ? null : dayOf(recommendation.restartBy),
  },
} as const;
export type Quantity = keyof typeof QUANTITIES;
export const QUANTITY_NAMES = Object.keys(QUANTITIES) as Quantity[];

/** All figures of the hosts with a finding that can be found in the forms. */
export function toldFigures(forms: Forms, { hosts }: Assessment): ToldFigure[] {
  const findings = hosts.filter(isLeaky);
  return FORM_NAMES.filter((form) => form !== 'CSV')
    .flatMap((form) =>
      findings.flatMap((host) =>
        blocksOf(forms[form], form, host).flatMap((block) =>
          QUANTITY_NAMES.flatMap((quantity) =>
            QUANTITIES[quantity].patterns.flatMap((pattern): ToldFigure[] => {
              const [, first, second] = pattern.exec(block) ?? [];
              if (first === undefined) return [];
              // An end of an interval has the unit of its estimate.
              const text = second === undefined ? first : `${second} ${first}`;
              return [
                {
                  form,
                  host: host.hostId,
                  quantity,
                  text: isTable(form, block, quantity) ? inUnit(text, quantity) : text,
                },
              ];
            }),
          ),
        ),
      ),
    )
    .concat(csvFigures(forms.CSV, findings));
}

/** What a form says of one host. */
function blocksOf(text: string, form: FormName, host: AssessedHost): string[] {
  const name = (host.name ?? host.hostId).replaceAll(/[^\w-]/g, '\\$&');
  const unwrapped = (block: string) => block.replaceAll(/\n {2,}/g, ' ');
  const found = (pattern: RegExp) => [...text.matchAll(pattern)].map(([block]) => unwrapped(block));
  switch (form) {
    case 'page':
      return found(new RegExp(`^ ${name} [●◐].*?(?=^ \\S+ [●◐]|(?![^]))`, 'gms'));
    case 'e-mail HTML':
      return found(new RegExp(`^ +${name}\\nleaking.*?\\t$|^ +${name}\\nsuspected.*?\\t$`, 'gms'));
    case 'e-mail text':
      return found(new RegExp(`^${name}: .*?(?=\\n\\n)`, 'gms'));
    case 'JSON':
      return jsonBlocks(text, host.hostId);
    case 'score':
      return found(new RegExp(`^${name} .*$`, 'gm'));
    case 'explain':
      return found(new RegExp(`^${name}\\n.*?(?=^More: |(?![^]))`, 'gms')).map((block) =>
        block.replaceAll(/\s+/g, ' '),
      );
    case 'plan':
      return found(new RegExp(`^  ${name} .*\\n(?: {4}.*\\n)+`, 'gm'));
    case 'digest':
      return found(new RegExp(`^- ${name} .*\\n  Evidence: .*\\n  What to do: .*`, 'gm'));
    case 'CSV':
      return [];
  }
}

/** Sentences that the records hold beside their figures. */
function jsonBlocks(text: string, hostId: string): string[] {
  const { hosts } = JSON.parse(text) as Assessment;
  const host = hosts.find((one) => one.hostId === hostId);
  return [...(host?.evidence.map(({ summary }) => summary) ?? []), ...(host?.recommendation.reasons ?? [])];
}

function csvFigures(csv: string, findings: readonly AssessedHost[]): ToldFigure[] {
  const [head = [], ...rows] = parseCsv(csv);
  return findings.flatMap(({ hostId }) => {
    const row = rows.find(([id]) => id === hostId) ?? [];
    return QUANTITY_NAMES.flatMap((quantity): ToldFigure[] => {
      const text = row[head.indexOf(QUANTITIES[quantity].column)] ?? '';
      return text === '' ? [] : [{ form: 'CSV', host: hostId, quantity, text }];
    });
  });
}

const isTable = (form: FormName, block: string, quantity: Quantity): boolean =>
  form === 'score' && !block.includes('reach') && (quantity === 'growth' || quantity === 'limit');
const inUnit = (text: string, quantity: Quantity): string =>
  `${text} ${quantity === 'growth' ? 'MiB' : 'days'}`;

const UNITS: Readonly<Record<string, number>> = {
  B: 1,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
  hour: 3_600,
  hours: 3_600,
  day: 86_400,
  days: 86_400,
  '%': 0.01,
};

/** The figures that are not what the assessment has, rounded as they are printed. */
export function disagreements(told: readonly ToldFigure[], { hosts }: Assessment): ToldFigure[] {
  const byId = new Map(hosts.map((host) => [host.hostId, host]));
  return told.filter(({ host, quantity, text, form }) => {
    const assessed = byId.get(host);
    const truth = assessed ? QUANTITIES[quantity].truth(assessed) : null;
    if (truth === null) return form !== 'CSV';
    return quantity === 'deadline'
      ? dayOf(text) !== truth
      : Math.abs(numberOf(text) - truth) > toleranceOf(text) + 1e-6 * Math.abs(truth);
  });
}

const dayOf = (text: string): number => {
  const at = new Date(/^\d{4}/.test(text) ? text.slice(0, 10) : `${text} UTC`);
  return Math.floor(at.getTime() / 86_400_000);
};

const partsOf = (text: string): { digits: string; unit: number } => {
  const [, digits = '', unit = ''] = /^([-\d.,]+) ?(\S*)/.exec(text) ?? [];
  return { digits: digits.replaceAll(',', ''), unit: UNITS[unit] ?? 1 };
};

function numberOf(text: string): number {
  const { digits, unit } = partsOf(text);
  return Number(digits) * unit;
}

/** Half of the last digit that is printed. A number below ten may have lost a decimal that is 0. */
function toleranceOf(text: string): number {
  const { digits, unit } = partsOf(text);
  const decimals = digits.split('.')[1]?.length ?? 0;
  return 0.5 * 10 ** -decimals * unit;
}
