import { describe, expect, it } from 'vitest';
import { SHOWN_KINDS } from '../../../lambdas/domain/releases/explanation.ts';
import { NEEDS } from '../../../lambdas/domain/releases/need.ts';
import { SIGNS } from '../../../lambdas/domain/releases/sign.ts';
import { auditor } from '../auditor.ts';

/** Any host may meet a bug of this release that spins. */
const CPU_WITH = ['advise', '2.8.2', '--shows', 'cpu', '--with'];

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
    for (const field of ['explains', 'ordinaryCauses', 'otherwise']) expect(answer).not.toHaveProperty(field);
  });

  it('explains nothing where no release is named', async () => {
    const [branch, enterprise] = await answers('2.8', '2.8.0-1.0.0-329.1202', '--shows', 'memory');
    for (const answer of [branch, enterprise])
      expect(answer).toMatchObject({ explains: [], ordinaryCauses: [], otherwise: [] });
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

  it('blames no bug where an ordinary cause explains it, and prints as data what that is and what is left', async () => {
    const [blamed] = await answers('2.8.2', '--shows', 'cpu', '--with', 'threads');
    expect(blamed).toMatchObject({ explains: ['HAPX-0008'], ordinaryCauses: [], otherwise: [] });
    const [answer] = await answers('2.8.2', '--shows', 'cpu', '--with', 'threads,hashed-passwords');
    expect(answer).toMatchObject({ explains: [], otherwise: blamed.explains });
    expect(answer.ordinaryCauses).toEqual([
      expect.objectContaining({ id: 'password-hashes', source: expect.stringMatching(/^https:/) }),
    ]);
  });

  it('says of an ordinary cause what to do, where to check it, and how to ask again where it is excluded', async () => {
    const { stdout } = await auditor([...CPU_WITH, 'hashed-passwords,threads,h2']);
    const text = withoutBreaks(stdout);
    expect(text).toMatch(
      /^An ordinary cause explains CPU that spins: no known bug of 2\.8\.2 is blamed\. Each request computes a hash that is slow by design The host has `userlist` with hashed passwords What to do: Use fewer rounds/,
    );
    expect(text).toContain('https://docs.haproxy.org/2.6/configuration.html#3.4-user (read on 2026-11-28)');
    expect(text).toMatch(
      /Where that is excluded: 1 known bug is left HAPX-0008 BUG\/MEDIUM: .* https:\S+ Ask again: \S.* advise 2\.8\.2 --shows cpu --with threads,h2 /,
    );
    expect(text).not.toContain("Tell HAProxy's maintainers");
    expect(text).not.toContain('Ordinary causes of');
  });

  it('explains each kind by itself: one by an ordinary cause, the other by bugs or by nothing', async () => {
    const words = ['advise', '2.8.15', '--shows', 'memory,cpu', '--with', 'levels-off,h2'];
    const text = withoutBreaks((await auditor(words)).stdout);
    expect(text).toMatch(/^An ordinary cause explains memory: /);
    expect(text).toContain('Where that is excluded: no known bug is left Ask again: ');
    expect(text).toContain('Nothing known of 2.8.15 explains CPU that spins. What to do');
    const [answer] = await answers('2.8.2', '--shows', 'memory,cpu', '--with', 'levels-off,h2');
    expect(answer.explains).toContain('HAPX-0008');
  });

  it('says what to look for before a bug is blamed', async () => {
    const { stdout } = await auditor([...CPU_WITH, 'time-wait,threads']);
    const [, list = ''] = stdout.split(
      'Ordinary causes of CPU that spins: name by --with what the host has\n',
    );
    expect(stdout).toMatch(
      /^Known of 2\.8\.2, and may explain CPU that spins: 1 bug\n {2}With what the host has: 1\n/,
    );
    expect(list).toMatch(/^ {2}busy-polling {2,}`busy-polling`\n/);
    expect(list).not.toMatch(/time-wait|levels-off/);
  });

  it('takes no bug for excluded where --with names nothing that bugs take', async () => {
    const { stdout } = await auditor([...CPU_WITH, 'levels-off']);
    expect(stdout).toMatch(/Any host meets: \d+\n[\s\S]*Takes a rarer feature: \d+\n/);
  });

  it('lists in its help what points to an ordinary cause', async () => {
    const { stdout } = await auditor(['advise', '--help']);
    const [, list = ''] = stdout.split('What points to an ordinary cause, for --with:\n');
    expect(list.match(/^ {2}[a-z0-9-]+(?= {2})/gm)?.map((word) => word.trim())).toEqual(SIGNS);
  });

  it.each([
    [['--shows', 'leaks'], `"leaks" is no kind that is known; known are ${SHOWN_KINDS.join(', ')}`],
    [['--shows', 'memory,'], '"" is no kind that is known'],
    [
      ['--shows', 'memory', '--with', 'h2,h4'],
      `"h4" is no feature that is known; known are ${NEEDS.join(', ')}; of ordinary causes: ${SIGNS.join(', ')}`,
    ],
    [['--shows', 'toString'], '"toString" is no kind that is known'],
    [['--shows', 'memory', '--with', 'toString'], '"toString" is no feature that is known'],
    [['--with', 'h2'], '--with needs --shows'],
  ])('answers %j with an error that lists the known words, and exit code 2', async (words, message) => {
    const { status, stdout, stderr } = await auditor(['advise', '2.8.15', ...words]);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
    expect(stdout).toBe('');
  });
});
