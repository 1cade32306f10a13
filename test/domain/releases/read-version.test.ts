import { describe, expect, it } from 'vitest';
import { type ReadFrom, readVersion } from '../../../lambdas/domain/releases/read-version.ts';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;

describe('a version of HAProxy', () => {
  const upstream: Record<Exclude<ReadFrom, 'package'>, [text: string, readAs: string][]> = {
    version: [
      ['2.8.11', '2.8.11'],
      [' "2.8.11", ', '2.8.11'],
      ["'2.8.11'", '2.8.11'],
      ['`2.8.11`.', '2.8.11'],
      ['(2.8.11);', '2.8.11'],
      ['2.8.11\t', '2.8.11'],
      ['1:2.8.5', '2.8.5'],
      ['2.8.11 2024/09/19', '2.8.11'],
      ['2.8.11-alpine', '2.8.11'],
      ['2.8.11-bookworm', '2.8.11'],
      ['2.9-dev5-a1b2c3-12', '2.9-dev5-a1b2c3-12'],
      ['2.9-DEV5', '2.9-dev5'],
      ['2.8-rc1', '2.8-rc1'],
    ],
    'haproxy-v': [
      ['HAProxy version 2.8.11-a1b2c3d', '2.8.11-a1b2c3d'],
      ['HAProxy version 2.9-dev5-a1b2c3-12 2023/09/08 - https://haproxy.org/', '2.9-dev5-a1b2c3-12'],
      ['haproxy version 2.8.11, released 2024/09/19', '2.8.11'],
      ['HAPROXY VERSION 2.8.11', '2.8.11'],
      ['"HAProxy version 2.8.11"', '2.8.11'],
      ['lb-1 | CHANGED | rc=0 >> HAProxy version 2.8.11 2024/09/19', '2.8.11'],
      ['[NOTICE]   (1) : haproxy version is 2.8.11', '2.8.11'],
      ['\u001b[31mHAProxy version 2.8.11\u001b[0m', '2.8.11'],
    ],
    field: [
      ['Version: 2.8.11', '2.8.11'],
      ['Version     : 2.8.14', '2.8.14'],
      ['version 2.8.11', '2.8.11'],
      ['"version": "2.8.11",', '2.8.11'],
      ['HAPROXY_VERSION=2.8.11', '2.8.11'],
    ],
    tag: [
      ['v2.8.11', '2.8.11'],
      ['V2.8.11', '2.8.11'],
      ['v2.8-rc1', '2.8-rc1'],
      ['haproxy-2.8.11', '2.8.11'],
      ['HAProxy-v2.8.11', '2.8.11'],
    ],
    image: [
      ['haproxy:2.8.11', '2.8.11'],
      ['haproxy:2.8.11-alpine', '2.8.11'],
      ['image: "haproxy:2.8.11",', '2.8.11'],
      ['FROM haproxy:2.8.11-alpine3.20 AS lb', '2.8.11'],
      ['docker://haproxytech/haproxy-ubuntu:2.8.11', '2.8.11'],
      [`docker.io/library/haproxy:2.8.11@${DIGEST}`, '2.8.11'],
      ['registry.example.com:5000/edge/haproxy:v2.8.11-custom', '2.8.11'],
      ['bitnami/haproxy:2.8.11-debian-12-r0', '2.8.11'],
      ['ghcr.io/x/haproxy:2.8.11-a1b2c3d', '2.8.11-a1b2c3d'],
      ['ghcr.io/x/haproxy:2.9-dev5-alpine', '2.9-dev5'],
    ],
    name: [
      ['HAProxy 2.8.11', '2.8.11'],
      ['haproxy v2.8.11', '2.8.11'],
    ],
  };
  const rows = Object.entries(upstream).flatMap(([from, texts]) =>
    texts.map(([text, readAs]) => ({ text, readAs, from })),
  );
  it.each(rows)('is read of $text as $readAs, from a $from', ({ text, readAs, from }) => {
    const read = readVersion(text);
    expect(read).toMatchObject({ kind: 'version', readAs, from, version: { distribution: null } });
  });

  it.each([
    ['HAProxy version 2.8.5-1ubuntu3.3 2024/04/29 - https://haproxy.org/', '2.8.5-1ubuntu3.3'],
    ['HA-Proxy version 2.4.22-0ubuntu0.22.04.2 2023/08/14 - https://haproxy.org/', '2.4.22-0ubuntu0.22.04.2'],
  ])('is read of %s, a line of haproxy -v, with its package', (text, readAs) => {
    expect(readVersion(text)).toMatchObject({
      readAs,
      from: 'haproxy-v',
      version: { distribution: 'Ubuntu' },
    });
  });
});

describe('a branch without a release', () => {
  it.each([
    ['2.8', '2.8', 'version'],
    ['2.8.x', '2.8', 'version'],
    ['v2.8', '2.8', 'tag'],
    ['haproxy-2.8', '2.8', 'tag'],
    ['haproxytech/haproxy-debian:2.8', '2.8', 'image'],
    ['ghcr.io/x/haproxy:2.8', '2.8', 'image'],
    ['localhost:5000/haproxy:3.0-alpine', '3.0', 'image'],
    ['haproxy:3.3-dev', '3.3', 'image'],
    ['docker.io/library/haproxy:lts', null, 'image'],
    ['docker.io/library/haproxy', null, 'image'],
    ['haproxy:latest', null, 'image'],
    ['haproxy:3', null, 'image'],
    [`haproxy@${DIGEST}`, null, 'image'],
  ])('is all that %s names: %s, from a %s', (text, branch, from) => {
    expect(readVersion(text)).toMatchObject({ kind: 'branch', branch, from });
  });
});

it.each([
  '',
  'nginx',
  'haproxy',
  '2.8.11 nginx',
  '2.8.11;reboot',
  '2.8.11-\u009b31m\u202e',
  'haproxy 2.8.11 2.8.13',
  'HAProxy ALOHA 15.5',
  'prometheus-haproxy-exporter 0.15.0',
  'prom/haproxy-exporter:v0.15.0',
  'haproxytech/kubernetes-ingress:1.11.3',
  'haproxy-doc_2.8.5-1ubuntu3.4_all.deb',
  'vim-haproxy 2.8.5-1ubuntu3.4',
  'https://haproxy.org/',
  'https://github.com/haproxy/haproxy',
  `2.8.${'9'.repeat(500)}`,
])('reads nothing of %j', (text) => {
  expect(readVersion(text)).toBeNull();
});
