import { describe, expect, it } from 'vitest';
import { SHOWN_KINDS } from '../../../lambdas/domain/releases/explanation.ts';
import { NEEDS } from '../../../lambdas/domain/releases/need.ts';
import { auditor } from '../auditor.ts';

const withoutBreaks = (text: string): string => text.replaceAll(/\s+/g, ' ');

async function answers(...words: string[]) {
  const { status, stdout } = await auditor(['advise', ...words, '--json']);
  expect(status).toBe(0);
  return JSON.parse(stdout);
}

describe('auditor advise --shows', () => {
  it('names the bugs that explain what a host shows, by id and of each version asked', async () => {
    const [leaking, fixed] = await answers('2.8.11', '2.8.30', '--shows', 'dead-sockets');
    expect(leaking.explains[0]).toBe('HAPX-0001');
    const advisories = new Map(leaking.advisories.map((advisory: { id: string }) => [advisory.id, advisory]));
    for (const id of leaking.explains)
      expect(advisories.get(id)).toMatchObject({ kinds: expect.arrayContaining(['dead-sockets']) });
    expect(fixed.explains).toEqual([]);
  });

  it('leaves out what takes a feature that --with does not name', async () => {
    const [all] = await answers('2.8.15', '--shows', 'memory');
    const [some] = await answers('2.8.15', '--shows', 'memory', '--with', 'h2, resolvers');
    const [none] = await answers('2.8.15', '--shows', 'memory', '--with', 'h2');
    expect(all.explains).toEqual(expect.arrayContaining(some.explains));
    expect(some.explains).toContain('HAPX-0081');
    expect(none.explains).toEqual([]);
  });

  it('adds nothing to the JSON of an answer that did not ask', async () => {
    const [answer] = await answers('2.8.15');
    expect(answer).not.toHaveProperty('explains');
  });

  it('explains nothing where no release is named', async () => {
    const [branch, enterprise] = await answers('2.8', '2.8.0-1.0.0-329.1202', '--shows', 'memory');
    expect([branch.explains, enterprise.explains]).toEqual([[], []]);
  });

  it('shows what any host meets before what takes a rarer feature, each with its condition', async () => {
    const { stdout } = await auditor(['advise', '2.8.11', '--shows', 'dead-sockets']);
    expect(stdout).toMatch(
      /^Known of 2\.8\.11, and may explain dead sockets: \d+ bugs\n {2}Any host meets: \d+\n {4}HAPX-0001 /,
    );
    expect(stdout).toMatch(/Takes a rarer feature: \d+\n {4}HAPX-\d{4}[\s\S]*? {6}with: FastCGI backends/);
    expect(stdout).not.toContain('What is known against it');
  });

  it('says where nothing known explains it, and what to tell to whom', async () => {
    const { status, stdout } = await auditor(['advise', '2.8.15', '--shows', 'memory', '--with', 'h2']);
    const text = withoutBreaks(stdout);
    expect(status).toBe(0);
    expect(text).toMatch(/^Nothing known of 2\.8\.15 explains memory\. What to do /);
    expect(text).toMatch(
      /- \d+ bugs of that kind take what --with does not name: look whether the host has it/,
    );
    expect(text).toContain("Tell HAProxy's maintainers what the host shows");
    expect(text).toContain('https://github.com/haproxy/haproxy/issues');
    expect(text).toContain('haproxy -vv');
    expect(text).toContain('show pools');
    expect(text).not.toContain('show fd');
    expect(text).toContain('run 2.8.30');
  });

  it('never blames growing TCP memory alone on a bug, not even on the founding leak', async () => {
    const { stdout } = await auditor(['advise', '2.8.11', '--shows', 'tcp-memory']);
    expect(withoutBreaks(stdout)).toMatch(
      /^Nothing known of 2\.8\.11 explains TCP memory\. What to do - TCP memory alone does not tell which bug that is: look for stuck streams and dead sockets/,
    );
  });

  it('shows five of each group, and all when asked', async () => {
    const words = ['advise', '2.8.0', '--shows', 'memory'];
    const [few, all] = [await auditor(words), await auditor([...words, '--all'])];
    expect(few.stdout.match(/^ {4}HAPX-/gm)).toHaveLength(10);
    expect(few.stdout).toMatch(/ {4}and \d+ more: --all lists them/);
    const [{ explains }] = await answers('2.8.0', '--shows', 'memory');
    expect(all.stdout.match(/^ {4}HAPX-/gm)).toHaveLength(explains.length);
  });

  it.each([
    [['--shows', 'leaks'], `"leaks" is no kind that is known; known are ${SHOWN_KINDS.join(', ')}`],
    [['--shows', 'memory,'], '"" is no kind that is known'],
    [
      ['--shows', 'memory', '--with', 'h2,h4'],
      `"h4" is no feature that is known; known are ${NEEDS.join(', ')}`,
    ],
    [['--shows', 'toString'], '"toString" is no kind that is known'],
    [['--shows', 'memory', '--with', 'toString'], '"toString" is no feature that is known'],
    [['--with', 'h2'], '--with says what a host has that --shows something'],
  ])('answers %j with an error that lists the known words, and exit code 2', async (words, message) => {
    const { status, stdout, stderr } = await auditor(['advise', '2.8.15', ...words]);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
    expect(stdout).toBe('');
  });
});
