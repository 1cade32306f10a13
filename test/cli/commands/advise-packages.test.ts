import { describe, expect, it } from 'vitest';
import { knowledge } from '../../../lambdas/knowledge/index.ts';
import { auditor } from '../auditor.ts';

async function answers(...words: string[]) {
  const { status, stdout } = await auditor(['advise', ...words, '--json']);
  expect(status).toBe(0);
  return JSON.parse(stdout);
}

async function textOf(...words: string[]): Promise<string> {
  const { status, stdout } = await auditor(['advise', ...words]);
  expect(status).toBe(0);
  return stdout;
}

describe('packages of auditor advise', () => {
  it("are those of a build's own distribution, each with the day on which it was read", async () => {
    const [redHat] = await answers('2.4.22-3.el9_3');
    expect(redHat.packages.map(({ distribution }: { distribution: string }) => distribution)).toEqual([
      'RHEL 8',
      'RHEL 9',
      'RHEL 10',
    ]);
    expect(redHat.packages[0]).toMatchObject({ state: 'unknown', advisory: 'HAPX-0331', isOwn: false });
    expect(redHat.packages[1]).toMatchObject({ readOn: '2026-08-17', state: 'affected', isOwn: true });
  });

  it('leave the upstream release as what to run', async () => {
    const [ubuntu, upstream] = await answers('2.8.5-1ubuntu3.4', '2.8.5');
    expect(ubuntu.recommendation.to).toBe(upstream.recommendation.to);
    expect(await textOf('2.8.5-1ubuntu3.4')).toMatch(/^2\.8\.5-1ubuntu3\.4 leaks [^;]*; run \d+\.\d+\.\d+,/);
  });

  it('are none for an upstream build, a branch or HAProxy Enterprise', async () => {
    const all = await answers('2.8.11', '2.8', '2.8.0-1.0.0-329.1202');
    expect(all.map(({ packages }: { packages: unknown[] }) => packages)).toEqual([[], [], []]);
    expect(await textOf('2.8.11')).not.toContain('Packages of distributions');
  });

  it('are all of them where --packages asks', async () => {
    const [upstream, branch] = await answers('2.8.11', '2.8', '--packages');
    expect(upstream.packages).toHaveLength(knowledge.packages.length);
    expect(branch.packages).toEqual([]);
  });

  it('stand in a table of their own, that marks the own release', async () => {
    const text = await textOf('2.6.12-1+deb12u4');
    expect(text).toContain('Packages of distributions, and whether they have HAPX-0331\n');
    expect(text).toMatch(/^ {2}Debian 11 {5}2\.2\.9-2\+deb11u7 {3}not known here {2}read 2026-11-28$/m);
    expect(text).toMatch(/^\* Debian 12 {5}2\.6\.12-1\+deb12u4 {2}has it {10}read 2026-11-28$/m);
    expect(text).toContain("\n  * the distribution's release that this build is for\n");
    expect(text).toContain('a package may carry fixes of its own');
  });

  it('name no leak where the version has none', async () => {
    const text = await textOf('2.6.33-1+deb12u1');
    expect(text).toContain('Packages of distributions\n');
    expect(text).toMatch(/^\* Debian 12 {5}2\.6\.12-1\+deb12u4 {2} *read 2026-11-28$/m);
  });
});
