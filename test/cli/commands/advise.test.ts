import { stripVTControlCharacters } from 'node:util';
import { createColors } from 'picocolors';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { adviseCommand } from '../../../cli/commands/advise.ts';
import { renderAdvice } from '../../../cli/text/advise.ts';
import { findVersion } from '../../../lambdas/domain/releases/knowledge.ts';
import { adviseRelease, type ReleaseAdvice } from '../../../lambdas/domain/releases/release-advice.ts';
import { knowledge } from '../../../lambdas/knowledge/index.ts';
import { auditor, auditorProcess } from '../auditor.ts';

const NOW = new Date('2026-11-22T12:00:00Z');

/** Variables that make a careless program colour a pipe, and none that forbids it to. */
const COLOURFUL = { ...process.env, CI: '1', NO_COLOR: undefined };

function advice(text: string): ReleaseAdvice {
  const found = findVersion(text, knowledge);
  if ('reason' in found) throw new Error(`${text} ${found.reason}`);
  return adviseRelease(found, knowledge, NOW);
}

describe('auditor advise', () => {
  it('prints a JSON array in the order asked', async () => {
    const { status, stdout } = await auditor(['advise', '2.6.12-1+deb12u4', '3.0.5', '2.8.13', '--json']);
    expect(status).toBe(0);
    const [debian, leaking, broken] = JSON.parse(stdout);
    expect(debian).toMatchObject({
      version: '2.6.12-1+deb12u4',
      branch: '2.6',
      distribution: 'Debian',
      endOfLife: '2027-04-01',
      recommendation: { action: 'upgrade', to: expect.stringMatching(/^\d+\.\d+\.\d+$/) },
    });
    expect(leaking).toMatchObject({
      version: '3.0.5',
      distribution: null,
      recommendation: { floor: '3.0.6' },
    });
    expect(leaking.advisories[0]).toMatchObject({
      id: 'HAPX-0001',
      status: 'affected',
      summary: expect.stringContaining('Founding leak'),
      fixedIn: '3.0.6',
      confidence: 'changelog',
      source: 'https://github.com/haproxy/haproxy/commit/fbc3de6e9',
    });
    expect(broken.advisories[0]).toMatchObject({
      id: 'HAPX-0001',
      status: 'partly-fixed',
      fixedIn: '2.8.14',
    });
    expect(broken.recommendation.mitigations[0]).toEqual({
      id: expect.any(String),
      directive: expect.any(String),
      where: expect.any(String),
      when: expect.any(String),
      does: expect.any(String),
      doesNot: expect.any(String),
    });
  });

  it.each([
    [['2.8.99'], '"2.8.99" is not a known release; nearest: 2.8.30, 2.9.0'],
    [['2.8.11', 'nginx'], '"nginx" is not a HAProxy version'],
    [['2.8.11\u001b]0;pwned\u0007'], '"2.8.11\\u001b]0;pwned\\u0007" is not a HAProxy version'],
    [['2.8.11-\u009b31m\u202e'], '"2.8.11-\\u009b31m\\u202e" is not'],
    [[`2.8.${'9'.repeat(500)}`], '… (504 characters) is not a HAProxy version'],
    [[], "missing required argument 'version'"],
    [['2.8.11', '--yaml'], "unknown option '--yaml'"],
  ])('answers %j with an error, exit code 2 and nothing on standard output', async (args, message) => {
    const { status, stdout, stderr } = await auditor(['advise', ...args]);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stripVTControlCharacters(stderr)).toBe(stderr);
  });

  it('writes no colours into a pipe', () => {
    const refused = auditorProcess(['advise', 'nginx'], { env: COLOURFUL });
    expect(refused.status).toBe(2);
    expect(stripVTControlCharacters(refused.stderr)).toBe(refused.stderr);
    const { status, stdout } = auditorProcess(['advise', '2.8.11'], { env: COLOURFUL });
    expect(status).toBe(0);
    expect(stripVTControlCharacters(stdout)).toBe(stdout);
    expect(stdout.split('\n')[0]).toMatch(
      /^2\.8\.11 leaks TCP memory: HAPX-0001, the founding leak, fixed in 2\.8\.14;/,
    );
  });

  describe('with a clock', () => {
    afterEach(() => vi.restoreAllMocks());

    it.each([
      ['2027-01-21T00:00:00Z', ''],
      ['2027-01-22T00:00:00Z', 'warning: releases were last checked on 2026-11-22, 61 days ago'],
    ])('on %s warns on standard error: %j', (instant, warning) => {
      const printed = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
      const warned = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
      adviseCommand(() => new Date(instant)).parse(['2.8.11', '--json'], { from: 'user' });
      expect(JSON.parse(String(printed.mock.calls[0]?.[0]))[0].version).toBe('2.8.11');
      expect(String(warned.mock.calls[0]?.[0] ?? '').slice(0, Math.max(warning.length, 0))).toBe(warning);
      expect(warned.mock.calls.length).toBe(warning === '' ? 0 : 1);
    });
  });
});

describe('renderAdvice', () => {
  const plain = createColors(false);
  const versions = ['2.8.11', '2.8.13', '2.9.5', '2.6.12-1+deb12u4', '2.4.36', '3.4.7', '3.0-dev12-d236b43'];

  it.each(versions.flatMap((version) => [40, 80, 100].map((columns) => [version, columns] as const)))(
    'keeps what it says of %s within %i columns, addresses apart',
    (version, columns) => {
      const lines = renderAdvice(advice(version), { columns, all: true, colours: plain }).split('\n');
      const long = lines.filter((line) => line.length > columns && !/^ {6,13}https:\/\/\S+$/.test(line));
      // An id, its status and where it was fixed stand on one line whatever the width.
      expect(long.filter((line) => !/^ {4}HAPX-\d{4} {2}/.test(line))).toEqual([]);
    },
  );

  it('starts with the verdict, shows the first advisory of each kind and points to the rest', () => {
    const text = renderAdvice(advice('2.8.13'), { columns: 80, all: false, colours: plain });
    const verdict = text.split('\n\n')[0]?.replaceAll('\n', ' ');
    expect(verdict).toBe(
      '2.8.13 leaks TCP memory: its fix of HAPX-0001 does not work, that of 2.8.14 does; run 2.8.30, at the very least 2.8.14.',
    );
    expect(text.match(/^ {4}HAPX-/gm)).toHaveLength(text.match(/^ {2}[A-Za-z ]+: \d+$/gm)?.length ?? 0);
    expect(text).toMatch(/ {2}stuck streams: \d+\n {4}HAPX-0001 {2}partly-fixed, fixed in 2\.8\.14\n/);
    expect(text).toContain('All of them: npm run -s auditor -- advise 2.8.13 --all');
    expect(text).toContain('Known as of 2026-11-22.');
  });

  it('lists every advisory when asked', () => {
    const { advisories } = advice('2.8.13');
    const text = renderAdvice(advice('2.8.13'), { columns: 80, all: true, colours: plain });
    expect(text.match(/^ {4}HAPX-/gm)).toHaveLength(advisories.length);
    expect(text).not.toContain('--all');
  });

  it('colours a leak red, without changing a word', () => {
    const look = { columns: 80, all: false };
    const coloured = renderAdvice(advice('2.8.11'), { ...look, colours: createColors(true) });
    expect(coloured).toContain('\u001b[31m');
    expect(stripVTControlCharacters(coloured)).toBe(
      renderAdvice(advice('2.8.11'), { ...look, colours: plain }),
    );
  });
});
