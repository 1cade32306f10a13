import { describe, expect, it } from 'vitest';
import { digestOf } from '../../../lambdas/domain/assess/digest.ts';
import {
  digestChat,
  digestList,
  digestSubject,
  digestText,
} from '../../../lambdas/domain/assess/digest-text.ts';
import type { Finding } from '../../../lambdas/domain/assess/finding.ts';
import type { AssessedHost } from '../../../lambdas/domain/records/assessment.ts';
import { assessment } from '../../report/assessed.ts';
import { assessedHost } from '../a-leaking-host.ts';

const DAY = 86_400;
const HOME = { accountId: '111122223333', region: 'eu-west-1' };
const PLACE = {
  fleet: 'haproxy',
  region: 'eu-west-1',
  listUrl: 'https://console.example/list',
  dashboardUrl: 'https://console.example/dashboard',
  runbookUrl: 'https://example.org/runbook#a-host-leaks',
};

/** A leaking host that reaches its limit in so many days. */
const host = (index: number, days: number | null, changes: Partial<AssessedHost> = {}): AssessedHost =>
  assessedHost({
    hostId: `i-${index}`,
    name: `edge-${String(index).padStart(2, '0')}`,
    score: 100 - index,
    secondsToPressure: days === null ? null : { estimate: days * DAY, low: days * DAY, high: null },
    ...changes,
  });

const finding = (of: AssessedHost, change: Finding['change'] = 'opened', because = 'leaking'): Finding => {
  const key = `${of.hostId}/leaking`;
  return { id: `${key}/${change}`, key, change, rank: 'notify', verdict: 'leaking', because, host: of };
};

/** Of a scoring after which these hosts leak, and that changed these findings. */
function digest(leaking: readonly AssessedHost[], findings: readonly Finding[]) {
  const made = digestOf(findings, assessment(leaking, { assessedAt: '2026-11-22T18:20:00Z' }));
  if (made === null) throw new Error('nothing to tell');
  return made;
}

describe('whether there is anything to tell people', () => {
  const after = assessment([host(1, 19)]);

  it.each<{ of: string; findings: Finding[] }>([
    { of: 'no change', findings: [] },
    { of: 'a suspicion', findings: [{ ...finding(host(1, 19)), verdict: 'suspected' }] },
    { of: 'what somebody has accepted', findings: [finding(host(1, 19), 'closed', 'acknowledged')] },
  ])('$of is nothing', ({ findings }) => {
    expect(digestOf(findings, after)).toBeNull();
  });
});

describe('the subject', () => {
  const many = Array.from({ length: 29 }, (_, index) => host(index + 2, 19 + index));
  const opened = many.map((one) => finding(one));
  const well = host(1, null, { verdict: 'healthy' });
  const WEEKLY = { restartEverySeconds: 7 * 86_400 };

  it.each([
    {
      of: 'the first scoring',
      subject: digest(many, opened),
      text: 'HAProxy eu-west-1: 29 hosts leak, worst edge-02 in 19 days',
    },
    {
      of: 'two more',
      subject: digest(many, opened.slice(0, 2)),
      text: 'HAProxy eu-west-1: 29 hosts leak, 2 new, worst edge-02 in 19 days',
    },
    {
      of: 'one host',
      subject: digest([host(1, 2.25)], [finding(host(1, 2.25))]),
      text: 'HAProxy eu-west-1: 1 host leaks, worst edge-01 in 2.3 days',
    },
    {
      of: 'a host at its limit',
      subject: digest([host(1, 0)], [finding(host(1, 0), 'worse')]),
      text: 'HAProxy eu-west-1: 1 host leaks, 1 worse, worst edge-01 at its limit now',
    },
    {
      of: 'a host that reaches no limit',
      subject: digest([host(1, null)], [finding(host(1, null))]),
      text: 'HAProxy eu-west-1: 1 host leaks, worst edge-01',
    },
    {
      of: 'a host whose weekly restart comes before its limit',
      subject: digest([host(1, 19, WEEKLY)], [finding(host(1, 19, WEEKLY))]),
      text: 'HAProxy eu-west-1: 1 host leaks, worst edge-01',
    },
    {
      of: 'the last one that closed',
      subject: digest([well], [finding(well, 'closed', 'healthy')]),
      text: 'HAProxy eu-west-1: 1 leak finding closed, no host leaks',
    },
    {
      of: 'one that closed while others leak',
      subject: digest([host(2, 19)], [finding(well, 'closed', 'healthy')]),
      text: 'HAProxy eu-west-1: 1 leak finding closed, 1 host leaks, worst edge-02 in 19 days',
    },
  ])('of $of says how many leak and which comes first', ({ subject, text }) => {
    expect(digestSubject(subject, PLACE)).toBe(text);
  });

  it('names a fleet that has a name', () => {
    const subject = digestSubject(digest(many, opened), { ...PLACE, fleet: 'edge-proxies' });
    expect(subject).toBe('HAProxy edge-proxies eu-west-1: 29 hosts leak, worst edge-02 in 19 days');
  });

  it('says how many accounts it is of, and in which the worst host is where that fits', () => {
    const hosts = [host(2, 19, { accountId: '444455556666', region: 'us-east-1' }), host(3, 20, HOME)];
    const subject = (name: string) =>
      digestSubject(
        digest([{ ...hosts[0], name } as AssessedHost, ...hosts.slice(1)], opened.slice(0, 2)),
        PLACE,
      );
    expect(subject('edge-02')).toBe(
      'HAProxy 2 accounts: 2 hosts leak, worst edge-02 (444455556666/us-east-1) in 19 days',
    );
    expect(subject('edge-02.with.a.long.name.example.com')).toBe(
      'HAProxy 2 accounts: 2 hosts leak, worst edge-02.with.a.long.name.example.com in 19 days',
    );
  });

  it.each(['x'.repeat(3_000), 'a\nb\r\n\u0000', '\u202eü'])(
    'is a line of printable ASCII below 100 characters whatever a host is called: %j',
    (name) => {
      const hostile = host(1, 19, { name });
      const fleet = 'a-fleet-with-a-name-of-forty-characters-x';
      const subject = digestSubject(digest([hostile], [finding(hostile)]), { ...PLACE, fleet });
      expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
    },
  );
});

describe('the text', () => {
  const fixed = host(40, null, { verdict: 'healthy' });
  const worse = host(2, 6);
  const opened = Array.from({ length: 12 }, (_, index) => host(index + 10, 30));
  const told = digest(
    [worse, ...opened],
    [...opened.map((one) => finding(one)), finding(worse, 'worse'), finding(fixed, 'closed', 'healthy')],
  );

  it('has the counts, the ten worst with evidence and advice, what closed, and where the rest is', () => {
    const text = digestText(told, PLACE);
    expect(text.split('\n').slice(0, 6)).toEqual([
      'Scoring of 2026-11-22 18:20 UTC: 12 leak findings opened, 1 leak finding got worse, 1 leak finding closed. 13 leak findings are open now.',
      '',
      'OPENED, 9 of 12',
      '',
      '- edge-10 (i-10, edge/2.8.11, eu-west-1a) leaks TCP memory.',
      '  Evidence: probability 97%, risk 90/100 (critical); reaches its TCP memory limit in 30 days (30 or more); 325 stuck streams.',
    ]);
    expect(text).toContain('  What to do: upgrade to 2.8.16. 2.8.11 keeps streams');
    expect(text).toContain('\nGOT WORSE\n\n- edge-02 ');
    expect(text).toContain(
      '\nCLOSED\n\n- edge-40 (i-40, edge/2.8.11, eu-west-1a): leak finding closed. Current verdict: healthy.\n',
    );
    expect(text.match(/Evidence: /g)).toHaveLength(10);
    expect(text).toContain('The other 3 findings: https://console.example/list\n');
    expect(text).toContain('Runbook: https://example.org/runbook#a-host-leaks\n');
  });

  it('names the place of each host of a fleet in several, of those that left it too', () => {
    const left = host(41, null, { accountId: '444455556666', region: 'us-east-1' });
    const here = { ...worse, ...HOME };
    const there = digest([here], [finding(here, 'worse'), finding(left, 'closed', 'gone')]);
    for (const text of [
      digestText(there, PLACE),
      digestList(there),
      digestChat(there, PLACE).content.description,
    ]) {
      expect(text).toContain('- edge-02 (i-2, edge/2.8.11, eu-west-1a, 111122223333/eu-west-1) leaks');
      expect(text).toContain(
        '- edge-41 (i-41, edge/2.8.11, eu-west-1a, 444455556666/us-east-1): leak finding',
      );
    }
  });

  it('is the whole list for the archive', () => {
    const list = digestList(told);
    for (const { name } of [worse, ...opened, fixed]) expect(list).toContain(`- ${name} (`);
  });

  it('for a chat has the shape that Amazon Q Developer shows, without the evidence', () => {
    const chat = digestChat(told, PLACE);
    expect(chat).toMatchObject({
      version: '1.0',
      source: 'custom',
      content: {
        textType: 'client-markdown',
        title: 'HAProxy eu-west-1: 13 hosts leak, 12 new, worst edge-02 in 6 days',
        description: expect.stringContaining(
          '- edge-02 (i-2, edge/2.8.11, eu-west-1a) leaks TCP memory: upgrade',
        ),
        nextSteps: [expect.stringContaining(PLACE.listUrl), expect.stringContaining(PLACE.runbookUrl)],
      },
    });
    expect(chat.content.description).not.toContain('Evidence');
    expect(chat.content.description.length).toBeLessThanOrEqual(8_000);
  });
});
