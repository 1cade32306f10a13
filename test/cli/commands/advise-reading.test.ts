import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { auditor, auditorProcess } from '../auditor.ts';

const adviseJson = async (...words: string[]) => {
  const { stdout, stderr, status } = await auditor(['advise', ...words, '--json']);
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return JSON.parse(stdout);
};

describe('auditor advise, of a text that is no bare version', () => {
  it.each([
    ['HAProxy version 2.8.5-1ubuntu3.3 2024/04/29 - https://haproxy.org/', '2.8.5-1ubuntu3.3', 'haproxy-v'],
    [
      'HA-Proxy version 2.4.22-0ubuntu0.22.04.2 2023/08/14 - https://haproxy.org/',
      '2.4.22-0ubuntu0.22.04.2',
      'haproxy-v',
    ],
    ['v2.8.11', '2.8.11', 'tag'],
    ['haproxy:2.8.11-alpine', '2.8.11', 'image'],
    ['haproxy-2.8.14-1.el9.x86_64', '2.8.14-1.el9', 'package'],
    ['2.8.11', '2.8.11', 'version'],
  ])('answers %s like %s, and says from what it was read', async (text, version, from) => {
    const [[read], [plain]] = [await adviseJson(text), await adviseJson(version)];
    expect(read).toMatchObject({ version, readAs: version, from, kind: 'version' });
    expect(read).toEqual({ ...plain, from });
  });

  it('says in words how a text was read, and nothing of it where it stands as it is', async () => {
    const words = ['advise', 'HAProxy version 2.8.5-1ubuntu3.3 2024/04/29 - https://haproxy.org/'];
    const { stdout } = await auditor(words);
    expect(stdout).toMatch(
      /^Read as 2\.8\.5-1ubuntu3\.3, from a line of haproxy -v\.\n2\.8\.5-1ubuntu3\.3 leaks /,
    );
    expect((await auditor(['advise', '2.8.11'])).stdout).not.toContain('Read as');
  });

  it('takes a line that nobody quoted, and standard input', async () => {
    expect(
      await adviseJson('HAProxy', 'version', '2.8.11', '2024/09/19', '-', 'https://haproxy.org/'),
    ).toMatchObject([{ version: '2.8.11', from: 'haproxy-v' }]);
    const input = 'HAProxy version 2.8.11 2024/09/19\nStatus: long-term supported branch\nBuild options :\n';
    const { stdout, status } = auditorProcess(['advise', '-', '2.8.13', '--json'], { input });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject([
      { version: '2.8.11', from: 'haproxy-v' },
      { version: '2.8.13' },
    ]);
  });

  it('says of a version that was read but is not known what was read', async () => {
    const { status, stderr } = await auditor(['advise', 'haproxy:2.8.99', 'haproxy:2.2']);
    expect(status).toBe(2);
    expect(stderr).toContain(
      `"haproxy:2.8.99" (read as 2.8.99, from an image's name) is not a known release; nearest: 2.8.30, 2.9.0`,
    );
    expect(stderr).toContain('"haproxy:2.2" is of branch 2.2, which is not known');
  });

  it('lists the first errors of a log that was piped in by accident', () => {
    const { status, stderr } = auditorProcess(['advise', '-'], {
      input: 'nothing\n\u001b[2Jof\n'.repeat(500),
    });
    expect(status).toBe(2);
    expect(stderr).toContain('and 980 more');
    expect(stripVTControlCharacters(stderr)).toBe(stderr);
  });
});

describe('auditor advise, of what names no release', () => {
  it.each([
    ['2.8.0-1.0.0-329.1202', '2.8.0-1.0.0-329.1202', 'version'],
    ['HAProxy version 2.8.0-1.0.0-329.1202 2024/06/01', '2.8.0-1.0.0-329.1202', 'haproxy-v'],
    ['hapee-2.8r1-lb 1.0.0-329.1202', 'hapee-2.8r1-lb 1.0.0-329.1202', 'package'],
    ['HAPEE 2.8r1', '2.8r1', 'name'],
  ])('claims nothing of Enterprise but its branch: %s', async (text, readAs, from) => {
    const [advice] = await adviseJson(text);
    expect(advice).toMatchObject({ version: readAs, branch: '2.8', readAs, from, kind: 'enterprise' });
    expect(advice).toMatchObject({
      advisories: [],
      recommendation: { action: 'find-out', floor: null, to: null },
    });
    const { stdout } = await auditor(['advise', text]);
    expect(stdout.replaceAll('\n', ' ')).toContain(
      `It is not known which bugs ${readAs} has, and what to run instead.`,
    );
    expect(stdout).toContain('How to find out\n  hapee-lb -v\n');
    expect(stdout).not.toMatch(/HAPX|2\.8\.28/);
  });

  it.each([
    ['haproxytech/haproxy-debian:2.8', '2.8', 'docker run --rm haproxytech/haproxy-debian:2.8 haproxy -v'],
    ['docker.io/library/haproxy:lts', null, 'docker exec CONTAINER haproxy -v'],
    ['2.8', '2.8', '\n  haproxy -v\n'],
  ])('claims nothing of %s but its branch, and says how to find out', async (text, branch, command) => {
    const [advice] = await adviseJson(text);
    expect(advice).toMatchObject({ version: null, branch, kind: 'branch', advisories: [] });
    const { stdout } = await auditor(['advise', text]);
    expect(stdout).toContain(`It is not known which bugs ${text} has.`);
    expect(stdout).toContain(command);
    expect(stdout).not.toContain('HAPX');
  });
});
