import { CHAOS_PROMISES } from '../chaos/chaos-section.ts';
import { PLANTED as PLANTED_IN_CHAOS } from '../chaos/planted.ts';
import { ASSERTED } from '../hostile/asserted.ts';
import { PLANTED as PLANTED_IN_AUDITOR, PLANTED_WORKERS } from '../hostile/planted.ts';
import { EXPECTED, EXPECTED_IN_SLOW, EXPECTED_IN_STALE } from '../infra/alarms/expected-ringings.ts';
import { PLANTED as PLANTED_IN_ALARMS } from '../infra/alarms/planted.ts';
import { NAG_PLANTED } from '../infra/nag-planted.ts';
import { PLANTED as PLANTED_LOOKS, VERDICTS } from '../lab/planted-looks.ts';
import { PLANTED as PLANTED_IN_TEMPLATE } from '../template-checks/planted.ts';
import {
  CALLS_MADE_UP_FOR,
  DELIVERIES_MADE_UP_FOR,
  KILLS_MADE_UP_FOR,
  PROXY_MADE_UP_FOR,
} from './made-up-for.ts';

/** Every fault that is fired and every defect that is planted, with what notices, as Markdown. */
export function caughtSection(): string {
  return [
    '## Seen to be caught',
    '',
    'Each kind of fault that is fired, and each defect that is planted to see that what looks for it can fail. This section is made from the tables that the tests run (`npm run caught`), and a test holds it to them: a kind of fault, a promise, an assertion or an alarm without an entry fails.',
    '',
    '### Faults, each kind alone',
    '',
    'At a fifth to a half of the calls, deliveries or functions of a day, and no promise breaks: `npx vitest run test/chaos`. The kinds of the proxy together, each seen fired: `npm run test:stand-ins`.',
    '',
    ...table(
      ['fault', 'made up for'],
      [
        ...grouped('call', CALLS_MADE_UP_FOR),
        ...grouped('delivery', DELIVERIES_MADE_UP_FOR),
        ['invocation: killed', KILLS_MADE_UP_FOR],
        ...grouped('proxy', PROXY_MADE_UP_FOR),
      ],
    ),
    '',
    '### Troubles, each with the alarms that ring',
    '',
    'Each rings when it should and then only, under three ways in which CloudWatch may evaluate it: `npx vitest run test/infra/alarms`.',
    '',
    ...table(['trouble', 'rings'], troubles()),
    '',
    '### Defects, each planted',
    '',
    ...table(
      ['promise (`npx vitest run test/chaos`)', 'breaks where'],
      CHAOS_PROMISES.map(([promise, key]) => [
        promise,
        whats(PLANTED_IN_CHAOS, ({ breaks }) => breaks === key),
      ]),
    ),
    '',
    ...table(
      ['assertion (`npx vitest run test/hostile`)', 'fails where'],
      Object.entries(ASSERTED).map(([key, text]) => [
        text,
        whats([...PLANTED_IN_AUDITOR, ...PLANTED_WORKERS], (one) => breaksOf(one) === key),
      ]),
    ),
    '',
    ...table(
      ['host (`npx vitest run test/three-hosts`)', 'is another where'],
      PLANTED_LOOKS.map(({ kind, what }) => [`${kind}: \`${VERDICTS[kind]}\``, what]),
    ),
    '',
    ...table(
      ['check', 'complains of'],
      [
        ['alarms (`npx vitest run test/infra/alarms`)', list(PLANTED_IN_ALARMS.map((one) => one.of))],
        ...[...Map.groupBy(PLANTED_IN_TEMPLATE, ({ checker }) => checker)].map(
          ([checker, of]): Row => [
            `${checker} (\`npm run test:template\`)`,
            list(of.map(({ what, id }) => `${what} (${id})`)),
          ],
        ),
        ['cdk-nag (`npx vitest run test/infra/nag.test.ts`)', list(NAG_PLANTED.map(({ fault }) => fault))],
      ],
    ),
  ].join('\n');
}

type Row = readonly [string, string];

const table = (head: Row, rows: readonly Row[]): string[] =>
  [head, ['---', '---'] as const, ...rows].map((cells) => `| ${cells.join(' | ')} |`);

const list = (parts: readonly string[]): string => parts.join('; ');

/** Kinds of fault with one answer are one row. */
function grouped(of: string, answers: Readonly<Record<string, string>>): Row[] {
  const kinds = Map.groupBy(Object.keys(answers), (kind) => answers[kind] ?? '');
  return [...kinds].map(([answer, together]) => [`${of}: ${together.join(', ')}`, answer]);
}

/** Limits of time and memory are those of the workers. */
const breaksOf = (one: object): string => ('breaks' in one ? String(one.breaks) : 'limits');

const whats = <T extends { what: string }>(planted: readonly T[], is: (one: T) => boolean): string =>
  list(planted.filter(is).map(({ what }) => what));

function troubles(): Row[] {
  const heard = [
    ...Object.entries(EXPECTED).flatMap(([alarm, of]) => of.map(({ because }) => ({ because, alarm }))),
    ...[EXPECTED_IN_STALE, EXPECTED_IN_SLOW].flatMap((expected) =>
      Object.entries(expected).map(([alarm, because]) => ({ because, alarm })),
    ),
  ];
  return [...Map.groupBy(heard, ({ because }) => because)].map(([because, of]) => [
    because,
    [...new Set(of.map(({ alarm }) => `\`${alarm}\``))].join(', '),
  ]);
}
