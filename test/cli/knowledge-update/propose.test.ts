import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { proposeFixes } from '../../../cli/knowledge-update/propose-fixes.ts';
import { proposeReleases } from '../../../cli/knowledge-update/propose-releases.ts';
import { readUpstream, type UpstreamFile } from '../../../cli/knowledge-update/read-upstream.ts';
import type { AdvisoryList, AffectedBranch } from '../../../lambdas/domain/releases/advisory.ts';
import type { ReleaseList } from '../../../lambdas/domain/releases/release.ts';
import { repositoryRoot } from '../../files.ts';

const CHANGELOG = `ChangeLog :
===========

2026/12/01 : 2.8.29
    - BUG/MEDIUM: stconn: end what never ends
    - BUG/MEDIUM: mux-h2: a title that is so long that it goes on
      below
    - DOC: say so

2026/10/20 : 2.8.28
    - MINOR: something

2026/10/19 : 2.8-dev1
    - BUG/MEDIUM: stconn: end what never ends
`;

function read(name: string, text: string): UpstreamFile {
  const file = readUpstream(name, text);
  if (!file) throw new Error(`${name} was not read`);
  return file;
}

describe('readUpstream', () => {
  it('reads releases, dates and titles of a change list', () => {
    const [first, second, third] = read('CHANGELOG', CHANGELOG).releases;
    expect(first).toEqual({
      version: '2.8.29',
      date: '2026-12-01',
      source: 'changelog',
      titles: [
        'BUG/MEDIUM: stconn: end what never ends',
        'BUG/MEDIUM: mux-h2: a title that is so long that it goes on below',
        'DOC: say so',
      ],
    });
    expect(second).toMatchObject({ version: '2.8.28', titles: ['MINOR: something'] });
    expect(third).toMatchObject({ version: '2.8-dev1' });
  });

  it.each([
    ['<a href="haproxy-2.8.29.tar.gz">haproxy-2.8.29.tar.gz</a>  01-Dec-2026 15:03  4.5M', '2026-12-01'],
    ['haproxy-2.8.29.tar.gz  2026-12-01 15:03  4.5M', '2026-12-01'],
    ['{"branch":"2.8","releases":{"2.8.29":{"file":"haproxy-2.8.29.tar.gz"}}}', null],
  ])('reads the release of %s', (text, date) => {
    expect(read('list', text).releases).toMatchObject([{ version: '2.8.29', date }]);
  });

  it("reads endoflife.date's list", () => {
    const text =
      '[{"cycle":"3.5","releaseDate":"2026-11-25","eol":"2028-01-01","latest":"3.5.0","latestReleaseDate":"2026-11-25","lts":false}]';
    expect(read('haproxy.json', text)).toMatchObject({
      releases: [{ version: '3.5.0', date: '2026-11-25' }],
      branches: [{ branch: '3.5', longTerm: false, endOfLife: '2028-01-01' }],
    });
  });

  it.each(['', 'nothing', '{}', '[]', '[1]', 'haproxy-2.8.29.tar.gz.sha256 2026-12-01'])(
    'refuses %j',
    (text) => {
      expect(readUpstream('x', text)).toBeNull();
    },
  );
});

describe('proposeReleases', () => {
  const known: ReleaseList = {
    schema: 1,
    checkedOn: '2026-11-22',
    sources: ['a list'],
    gaps: {},
    branches: [
      {
        branch: '2.8',
        longTerm: true,
        endOfLife: '2028-04-01',
        endOfLifeSource: 'a list',
        releases: [
          { version: '2.8.27', date: '2026-09-01', dateSource: 'haproxy.org listing' },
          { version: '2.8.28', date: '2026-10-15', dateSource: 'inferred' },
        ],
      },
    ],
  };

  it('adds releases in order and replaces dates that were inferred', () => {
    const { list, notes } = proposeReleases(known, [read('CHANGELOG', CHANGELOG)]);
    expect(list.branches[0]?.releases).toEqual([
      { version: '2.8.27', date: '2026-09-01', dateSource: 'haproxy.org listing' },
      { version: '2.8.28', date: '2026-10-20', dateSource: 'changelog' },
      { version: '2.8.29', date: '2026-12-01', dateSource: 'changelog' },
    ]);
    expect(notes).toEqual([]);
    expect(known.branches[0]?.releases).toHaveLength(2);
  });

  it('notes a release that has no date, and a branch of which nothing is known', () => {
    const listed = read('releases.json', '{"branch":"2.8","releases":{"2.8.29":{}}}');
    const newer = read('CHANGELOG', '2026/11/25 : 3.5.0\n    - RELEASE\n');
    const { list, notes } = proposeReleases(known, [listed, newer]);
    expect(list).toEqual(known);
    expect(notes.join('\n')).toMatch(/2\.8\.29: named without a date.*\n3\.5: a branch that is not known/);
  });

  it('adds a branch with its end of life, and moves one that changed', () => {
    const cycles = read(
      'haproxy.json',
      '[{"cycle":"3.5","eol":"2028-01-01","latest":"3.5.0","latestReleaseDate":"2026-11-25","lts":false},{"cycle":"2.8","eol":"2028-06-30","lts":true},{"cycle":"2.2","eol":"2025-04-01","latest":"2.2.34","latestReleaseDate":"2025-04-01","lts":true}]',
    );
    const { branches } = proposeReleases(known, [cycles]).list;
    expect(branches.map(({ branch, endOfLife }) => [branch, endOfLife])).toEqual([
      ['2.8', '2028-06-30'],
      ['3.5', '2028-01-01'],
    ]);
  });
});

describe('proposeFixes', () => {
  const title = 'BUG/MEDIUM: stconn: end what never ends';
  const record: AffectedBranch = {
    branch: '2.8',
    status: 'affected',
    events: [{ introduced: '2.8.0' }, { fixed: '2.8.27' }],
    confidence: 'inferred-lockstep',
    evidence: 'by dates',
  };
  const list = (overrides: Partial<AffectedBranch>): AdvisoryList => ({
    schema: 2,
    checkedOn: '2026-11-22',
    sources: ['a list'],
    advisories: [
      {
        id: 'HAPX-9001',
        titles: [title],
        tag: 'BUG/MEDIUM',
        kinds: ['stuck-streams'],
        needs: [],
        summary: 'it never ends',
        condition: null,
        notes: null,
        fixedInDev: '2.9-dev1',
        affected: [{ ...record, ...overrides }],
        references: [],
      },
    ],
  });
  const fixedIn29 = {
    events: [{ introduced: '2.8.0' }, { fixed: '2.8.29' }],
    confidence: 'changelog',
    status: 'affected',
  };

  it.each<[string, Partial<AffectedBranch>]>([
    ['an inference', {}],
    ['an open end', { confidence: 'queued', events: [{ introduced: '2.8.0' }, { last_affected: '2.8.28' }] }],
    ['an unclear record', { confidence: 'unknown', status: 'unclear', events: [{ introduced: '2.8.0' }] }],
  ])('settles %s by the title', (_, overrides) => {
    const { list: proposed, notes } = proposeFixes(list(overrides), [read('CHANGELOG', CHANGELOG)]);
    expect(proposed.advisories[0]?.affected[0]).toMatchObject(fixedIn29);
    expect(proposed.advisories[0]?.affected[0]?.evidence).toBe(
      'title stands in the 2.8.29 change list (CHANGELOG)',
    );
    expect(notes).toEqual([]);
  });

  it.each<[string, Partial<AffectedBranch>, string, string]>([
    [
      'a confirmed fix elsewhere',
      { confidence: 'changelog' },
      CHANGELOG,
      '2.8.29 has the fix by its title, but 2.8.27 is recorded',
    ],
    [
      'the same fix',
      { confidence: 'changelog', events: [{ introduced: '2.8.0' }, { fixed: '2.8.29' }] },
      CHANGELOG,
      '',
    ],
    ['a fix known not to work', { confidence: 'changelog', ineffectiveFix: '2.8.29' }, CHANGELOG, ''],
    [
      'a fix taken back',
      {},
      `2026/12/24 : 2.8.30\n    - Revert "${title}"\n${CHANGELOG}`,
      '2.8.30 takes it back',
    ],
    [
      'a branch not recorded',
      { branch: '3.0' },
      CHANGELOG,
      '2.8.29 fixes it, but 2.8 is not recorded as affected',
    ],
  ] as [string, Partial<AffectedBranch>, string, string][])(
    'changes nothing for %s',
    (_, overrides, text, note) => {
      const { list: proposed, notes } = proposeFixes(list(overrides), [read('CHANGELOG', text)]);
      expect(proposed).toEqual(list(overrides));
      expect(notes).toHaveLength(note === '' ? 0 : 1);
      expect(notes.join()).toContain(note);
    },
  );
});

describe('knowledge:update', () => {
  const folder = mkdtempSync(join(tmpdir(), 'knowledge-update-test-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const run = (...args: string[]) =>
    spawnSync('node', [join(repositoryRoot, 'cli/knowledge-update.ts'), ...args], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, INIT_CWD: folder },
    });

  it.each([
    [[], 2, 'usage: '],
    [['--checked-on', 'today'], 2, '--checked-on wants YYYY-MM-DD'],
    [['no-such-file'], 4, 'no such file'],
    [['empty'], 4, 'neither a change list nor a release list'],
  ])('answers %j with exit code %i', (args, code, message) => {
    writeFileSync(join(folder, 'empty'), '');
    const { status, stdout, stderr } = run(...args);
    expect(stderr).toContain(message);
    expect(status).toBe(code);
    expect(stdout).toBe('');
  });
});
