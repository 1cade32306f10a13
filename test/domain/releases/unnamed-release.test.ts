import { describe, expect, it } from 'vitest';
import { adviseBranch, adviseEnterprise } from '../../../lambdas/domain/releases/unnamed-release.ts';
import { knowledge } from '../../../lambdas/knowledge/index.ts';

const AT = new Date('2026-11-22T12:00:00Z');
const branchOf = (name: string) => knowledge.branches.find(({ branch }) => branch === name) ?? null;

describe('advice on HAProxy Enterprise', () => {
  it.each([
    [
      '2.8.0-1.0.0-329.1202',
      '2.8',
      '2.8.0-1.0.0-329.1202 is HAProxy Enterprise of branch 2.8: which release',
    ],
    ['hapee-lb', null, 'hapee-lb is HAProxy Enterprise: which release'],
    ['HAProxy Enterprise', null, 'HAProxy Enterprise: which release'],
  ])('claims nothing of %s but its branch, and says how to find out', (text, branch, because) => {
    const advice = adviseEnterprise({ text, branch }, knowledge);
    expect(advice).toMatchObject({
      version: text,
      branch,
      distribution: null,
      endOfLife: null,
      advisories: [],
    });
    expect(advice.recommendation).toMatchObject({
      action: 'find-out',
      floor: null,
      to: null,
      mitigations: [],
    });
    const reasons = advice.recommendation.reasons.join('\n');
    expect(reasons).toContain(because);
    expect(reasons).toContain("HAProxy Technologies' release notes");
    expect(reasons).toContain('The third number of a build is no release of HAProxy');
    expect(advice.findOut.map(({ command }) => command)).toContain('hapee-lb -v');
    const releases = knowledge.branches.flatMap((entry) => entry.releases.map(({ version }) => version));
    const claims = JSON.stringify(advice).replaceAll(text, '');
    expect(releases.filter((release) => claims.includes(release))).toEqual([]);
  });
});

describe('advice on a branch', () => {
  it.each([
    [
      { text: '2.8', isImage: false },
      '2.8',
      ['2.8 is a branch, not a release', '2.8 is a long-term branch that gets fixes until 2028-04-01'],
      ['haproxy -v'],
    ],
    [
      { text: 'ghcr.io/x/haproxy:2.8', isImage: true },
      '2.8',
      ['names branch 2.8 and no release', 'moves to each new release', 'known here is 2.8.30'],
      ['docker exec CONTAINER haproxy -v', 'docker run --rm ghcr.io/x/haproxy:2.8 haproxy -v'],
    ],
    [
      { text: 'haproxy:2.9', isImage: true },
      '2.9',
      ['2.9 is a branch that got its last fixes on'],
      ['docker exec CONTAINER haproxy -v', 'docker run --rm haproxy:2.9 haproxy -v'],
    ],
    [
      { text: 'haproxy:lts', isImage: true },
      '',
      ['haproxy:lts names no branch and no release', 'moves to each new release'],
      ['docker exec CONTAINER haproxy -v', 'docker run --rm haproxy:lts haproxy -v'],
    ],
    [
      { text: 'haproxy@sha256:0123456789abcdef', isImage: true },
      '',
      ['names no branch and no release', 'A digest stands for one image'],
      ['docker exec CONTAINER haproxy -v', 'docker run --rm haproxy@sha256:0123456789abcdef haproxy -v'],
    ],
  ])(
    'says of %j what is not known, what is known of the branch %s, and how to find out',
    (named, name, reasons, commands) => {
      const branch = branchOf(name);
      const advice = adviseBranch(named, branch, knowledge, AT);
      expect(advice).toMatchObject({ version: null, branch: branch?.branch ?? null, advisories: [] });
      expect(advice.endOfLife).toBe(branch?.endOfLife ?? null);
      expect(advice.recommendation).toMatchObject({ action: 'find-out', floor: null, to: null });
      for (const reason of reasons) expect(advice.recommendation.reasons.join('\n')).toContain(reason);
      expect(advice.findOut.map(({ command }) => command)).toEqual(commands);
    },
  );
});
