import { beforeAll, describe, expect, it } from 'vitest';
import { standingOf } from '../../lambdas/domain/records/verdict.ts';
import { parseCsv } from '../report/parse-csv.ts';
import { type FormName, type Forms, formsOf, terminalForms } from './forms.ts';
import { disagreements, type Quantity, type ToldFigure, toldFigures } from './told-figures.ts';
import { VOICED_FLEETS, type VoicedFleet } from './voiced-fleets.ts';

type FleetName = keyof typeof VOICED_FLEETS;
/** The others are of another suite: simulating them takes longer. */
const NAMES = ['demo', 'the first day'] as const satisfies readonly FleetName[];
const voices = new Map<FleetName, { fleet: VoicedFleet; forms: Forms; told: ToldFigure[] }>();

function voiceOf(name: FleetName) {
  const voice = voices.get(name);
  if (voice === undefined) throw new Error(`${name} was not made`);
  return voice;
}

beforeAll(() => {
  for (const name of NAMES) {
    const fleet = VOICED_FLEETS[name]();
    const forms = formsOf(fleet);
    voices.set(name, { fleet, forms, told: toldFigures(forms, fleet.now) });
  }
}, 300_000);

/** Which form tells which figure of a host, at the least. */
const TOLD_BY: Readonly<Record<Quantity, readonly FormName[]>> = {
  memory: ['page', 'e-mail HTML', 'e-mail text', 'JSON', 'explain', 'CSV'],
  deadSockets: ['JSON', 'explain', 'CSV'],
  stuckStreams: ['page', 'e-mail HTML', 'e-mail text', 'JSON', 'explain', 'CSV', 'digest'],
  growth: ['page', 'e-mail HTML', 'e-mail text', 'JSON', 'explain', 'CSV', 'score', 'plan'],
  growthLow: ['e-mail HTML', 'e-mail text', 'JSON', 'explain', 'CSV'],
  limit: ['page', 'e-mail HTML', 'e-mail text', 'JSON', 'explain', 'CSV', 'digest', 'score', 'plan'],
  limitLow: ['page', 'e-mail HTML', 'e-mail text', 'JSON', 'explain', 'CSV', 'digest', 'plan'],
  risk: ['page', 'e-mail HTML', 'e-mail text', 'explain', 'CSV', 'digest', 'score'],
  probability: ['page', 'e-mail HTML', 'e-mail text', 'explain', 'CSV', 'digest', 'score'],
  deadline: ['page', 'e-mail HTML', 'e-mail text', 'explain', 'CSV', 'digest'],
};
const PLACES = (Object.keys(TOLD_BY) as Quantity[]).flatMap((quantity) =>
  TOLD_BY[quantity].map((form) => ({ quantity, form })),
);

describe('the forms of a fleet', () => {
  it.each(NAMES)('tell of the fleet "%s" what its assessment has, of every host and quantity', (name) => {
    const { fleet, told } = voiceOf(name);
    expect(told.length).toBeGreaterThan(20);
    expect(disagreements(told, fleet.now)).toEqual([]);
  });

  it.each(NAMES)('count the hosts of the fleet "%s" alike', (name) => {
    const { fleet, forms } = voiceOf(name);
    const { hosts } = fleet.now;
    const number = (standing: string) => hosts.filter((host) => standingOf(host) === standing).length;
    const [leaking, suspected, unknown] = ['leaking', 'suspected', 'unknown'].map(number);
    expect(fleet.now.fleet).toMatchObject({ leaking, suspected, unknown, hosts: hosts.length });
    expect(forms.score).toContain(
      `${leaking} of ${hosts.length} hosts leak, ${suspected} suspected, ${unknown} unknown`,
    );
    expect(forms.page).toMatch(new RegExp(`Leaking, of ${hosts.length} hosts\\t${leaking}\\t`));
    expect(forms.page).toMatch(new RegExp(`Unknown\\t${unknown}\\t`));
    const mail = forms['e-mail text'].replaceAll(/\s+/g, ' ');
    expect(mail).toContain(`the state of ${unknown} hosts is unknown`);
    if (fleet.sources.before !== null)
      expect(mail).toMatch(
        new RegExp(`leaking \\d+ → ${leaking}, suspected \\d+ → ${suspected}, unknown \\d+ → ${unknown}`),
      );
  });

  it.each(NAMES)('have no interval of the fleet "%s" whose ends are one figure', (name) => {
    const { page, score, ...others } = voiceOf(name).forms;
    const all = [page, score, others['e-mail HTML'], others['e-mail text'], others.explain, others.plan];
    const sameEnds = /[^\n]*(?<![\d.,-])(\d[\d.,]*)(?:–| to )\1(?![\d.,-]).*/g;
    expect(all.flatMap((form) => form.match(sameEnds) ?? [])).toEqual([]);
  });

  it.each(NAMES)('fit a terminal of 40 columns, of the fleet "%s"', (name) => {
    const lines = terminalForms(voiceOf(name).fleet, 40).flatMap((form) => form.split('\n'));
    // A command is to be copied, and a link to be followed.
    const isWhole = (line: string) => /npm run -s auditor|https:\/\//.test(line);
    expect(lines.filter((line) => line.length > 40 && !isWhole(line))).toEqual([]);
  });

  it('name alike the hosts that may reach a limit before their waves', () => {
    const { fleet } = voiceOf('demo');
    const [wave, ...others] = fleet.now.plan.waves;
    const [first, second] = others.flatMap(({ hosts }) => hosts);
    if (wave === undefined || first === undefined || second === undefined) throw new Error('no second wave');
    const late = new Set([first, second]);
    const waves = fleet.now.plan.waves.map((each) => ({
      ...each,
      hosts: each.hosts.map((host) => (late.has(host) ? { ...host, limitFirst: true as const } : host)),
    }));
    const now = { ...fleet.now, plan: { ...fleet.now.plan, waves } };
    const forms = formsOf({ ...fleet, now, sources: { ...fleet.sources, now } });
    for (const form of ['page', 'e-mail HTML', 'e-mail text', 'plan'] as const)
      expect(forms[form].replaceAll(/\s+/g, ' ')).toMatch(
        new RegExp(
          `2 hosts may reach a limit before their waves: ${first.name} \\(wave \\d+, day \\d+\\)(, | and )${second.name} \\(wave \\d+, day \\d+\\)\\. Restart them before that\\.`,
        ),
      );
    const [head = [], ...rows] = parseCsv(forms.CSV);
    const marked = rows.filter((row) => row[head.indexOf('limit_before_wave')] === 'true');
    expect(marked.map(([id]) => id).sort()).toEqual([first.hostId, second.hostId].sort());
  });

  it('name the same week in page and e-mail: that which was reported', () => {
    const { forms } = voiceOf('demo');
    for (const form of ['page', 'e-mail HTML', 'e-mail text'] as const) {
      expect(new Set(forms[form].match(/W\d\d\b/g))).toEqual(new Set(['W46']));
    }
  });

  it('give an upgrade the same days, and say first what started a leak', () => {
    const { forms } = voiceOf('demo');
    expect(forms.plan).toContain('edge, 2.6.18 → 2.8.11, 2026-10-20 to 2026-10-28');
    for (const form of ['page', 'e-mail HTML', 'e-mail text'] as const)
      expect(forms[form].replaceAll(/\s+/g, ' ')).toContain('20 Oct 2026 to 28 Oct 2026');
    const started = /^\s*2\.6\.18 → 2\.8\.11 started a leak on 5 of 6 hosts \(edge\)\./;
    for (const form of ['e-mail text', 'score', 'plan'] as const) expect(forms[form]).toMatch(started);
    expect(forms.page).toMatch(/● Leaking\n 2\.6\.18 → 2\.8\.11 started a leak/);
  });

  it('name each silent host with how long it has not answered, and the fix', () => {
    const { forms } = voiceOf('demo');
    for (const form of ['page', 'e-mail HTML', 'e-mail text'] as const) {
      const text = forms[form].replaceAll(/\s+/g, ' ');
      expect(text).toMatch(
        /Get internal-19 to answer.*?No answer for 4 days\. The SSM agent took no command/,
      );
      expect(text).toMatch(/Get api-20 to answer.*?AmazonSSMManagedInstanceCore/);
      expect(text).toMatch(/Get api-21 to answer.*?No readable answer/);
    }
    const score = forms.score.replaceAll(/\s+/g, ' ');
    expect(score).toContain('internal-19: no answer for 4 days. The SSM agent took no command in time');
    expect(score).toMatch(/Fix for DeliveryTimedOut: run systemctl status amazon-ssm-agent/);
    expect(score).toMatch(/api-20: no answer .*?SSM does not know the host/);
    expect(score).toMatch(/api-21: no readable answer .*?\(NoJsonLine\)/);
    expect(score).toMatch(/Fix for NotManaged: .*?AmazonSSMManagedInstanceCore/);
  });
});

describe('the comparison of forms', () => {
  it.each(PLACES)('finds $quantity in $form', ({ quantity, form }) => {
    const { told } = voiceOf('demo');
    expect(told.some((figure) => figure.quantity === quantity && figure.form === form)).toBe(true);
  });

  it.each(PLACES)('refuses another figure for $quantity planted in $form', ({ quantity, form }) => {
    const { fleet, forms, told } = voiceOf('demo');
    const figure = told.find((one) => one.quantity === quantity && one.form === form);
    const planted = { ...forms, [form]: withAnother(forms[form], figure?.text ?? '', form) };
    const found = disagreements(toldFigures(planted, fleet.now), fleet.now);
    expect(found.some((one) => one.quantity === quantity && one.form === form)).toBe(true);
    expect(found.every((one) => one.form === form)).toBe(true);
  });
});

/** The form with the first number of a figure changed, wherever it stands. */
function withAnother(text: string, figure: string, form: FormName): string {
  const [number = ''] = /\d[\d,.]*/.exec(figure) ?? [];
  const other = `${number.startsWith('3') ? 4 : 3}${number.slice(1)}`;
  // In CSV a comma stands between figures, in any other form within them.
  const before = form === 'CSV' ? '[\\w.]|\\d-' : '[\\w.,-]|\\d-';
  const pattern = new RegExp(
    `(?<!${before})${number.replaceAll('.', '\\.')}(?![\\d.${form === 'CSV' ? '' : ','}]*\\d)`,
    'g',
  );
  return text.replaceAll(pattern, other);
}
