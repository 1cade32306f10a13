import { describe, expect, it } from 'vitest';
import { readVersion } from '../../../lambdas/domain/releases/read-version.ts';

describe('the version of a package', () => {
  it.each([
    [
      'ii  haproxy  2.8.5-1ubuntu3.4  amd64  fast and reliable load balancing reverse proxy',
      '2.8.5-1ubuntu3.4',
      'Ubuntu',
    ],
    ['hi  haproxy:amd64  2.8.5-1ubuntu3.4  amd64  fast', '2.8.5-1ubuntu3.4', 'Ubuntu'],
    ['haproxy 2.8.5-1ubuntu3.4', '2.8.5-1ubuntu3.4', 'Ubuntu'],
    ['haproxy 1:2.8.11-1', '2.8.11-1', 'Debian or a derivative'],
    ['haproxy_2.8.5-1ubuntu3.4_amd64.deb', '2.8.5-1ubuntu3.4', 'Ubuntu'],
    ['./pool/haproxy_2.6.12-1+deb12u4_arm64.deb', '2.6.12-1+deb12u4', 'Debian'],
    ['haproxy=2.8.14-1~bpo12+1', '2.8.14-1~bpo12+1', 'Debian'],
    ['haproxy/noble-updates,now 2.8.5-1ubuntu3.4 amd64 [installed]', '2.8.5-1ubuntu3.4', 'Ubuntu'],
    [
      'haproxy/noble 2.8.5-1ubuntu3.4 amd64 [upgradable from: 2.8.5-1ubuntu3.3]',
      '2.8.5-1ubuntu3.3',
      'Ubuntu',
    ],
    [' haproxy | 2.8.5-1ubuntu3.4 | noble-updates | source, amd64', '2.8.5-1ubuntu3.4', 'Ubuntu'],
    ['haproxy (2.8.5-1ubuntu3.4) noble; urgency=medium', '2.8.5-1ubuntu3.4', 'Ubuntu'],
    ['haproxy-2.8.14-1.el9.x86_64', '2.8.14-1.el9', 'Enterprise Linux'],
    ['haproxy-2.4.22-3.el9_3.1.x86_64.rpm', '2.4.22-3.el9_3.1', 'Enterprise Linux'],
    ['haproxy-0:2.8.14-1.el9.x86_64', '2.8.14-1.el9', 'Enterprise Linux'],
    ['haproxy.x86_64   2.8.14-1.el9   @appstream', '2.8.14-1.el9', 'Enterprise Linux'],
    ['haproxy28-2.8.10-1.rhaos4.17.el9.x86_64', '2.8.10-1.rhaos4.17.el9', 'Enterprise Linux'],
    ['rh-haproxy18-haproxy-1.8.24-5.el7.x86_64', '1.8.24-5.el7', 'Enterprise Linux'],
    ['haproxy-2.8.10-1.amzn2023.0.2.x86_64', '2.8.10-1.amzn2023.0.2', 'Amazon Linux'],
    ['haproxy-3.0.5-1.fc41.aarch64', '3.0.5-1.fc41', 'Fedora'],
    ['haproxy-2.8.11+git0.01c1056a4-150600.3.3.1.x86_64', '2.8.11+git0.01c1056a4-150600.3.3.1', 'SUSE'],
    [
      'i+ | haproxy | package | 2.8.11+git0.01c1056a4-150600.3.3.1 | x86_64',
      '2.8.11+git0.01c1056a4-150600.3.3.1',
      'SUSE',
    ],
    ['haproxy-2.8.10-r0', '2.8.10-r0', 'Alpine'],
    ['haproxy-2.8.10-r0 x86_64 {haproxy} (GPL-2.0)', '2.8.10-r0', 'Alpine'],
    [
      'haproxy-2.8.10-r0 x86_64 {haproxy} (GPL-2.0) [upgradable from: haproxy-2.8.9-r0]',
      '2.8.9-r0',
      'Alpine',
    ],
    ['haproxy 3.0.5-1', '3.0.5-1', 'Debian or a derivative'],
    ['haproxy 3.0.4-1 -> 3.0.5-1', '3.0.4-1', 'Debian or a derivative'],
    ['extra/haproxy 3.2.0-1 [installed]', '3.2.0-1', 'Debian or a derivative'],
    ['haproxy-3.0.5-1-x86_64.pkg.tar.zst', '3.0.5-1', 'Debian or a derivative'],
    ['haproxy-2.8.11_1,1   Reliable, high performance TCP/HTTP load balancer', '2.8.11_1', 'FreeBSD'],
    ['haproxy28-2.8.11', '2.8.11', null],
    ['haproxy-2.8.11.pkg', '2.8.11', null],
    ['https://www.haproxy.org/download/2.8/src/haproxy-2.8.11.tar.gz', '2.8.11', null],
    ['pkg:deb/ubuntu/haproxy@2.8.5-1ubuntu3.4?arch=amd64', '2.8.5-1ubuntu3.4', 'Ubuntu'],
  ])('is read of %s as %s', (text, readAs, distribution) => {
    expect(readVersion(text)).toMatchObject({
      kind: 'version',
      readAs,
      from: 'package',
      version: { distribution },
    });
  });
});

describe('HAProxy Enterprise', () => {
  it.each([
    ['2.8.0-1.0.0-329.1202', '2.8.0-1.0.0-329.1202', '2.8', 'version'],
    ['"2.8.0-1.0.0-329.1202",', '2.8.0-1.0.0-329.1202', '2.8', 'version'],
    ['2.6r1', '2.6r1', '2.6', 'version'],
    ['HAPEE 2.8r1', '2.8r1', '2.8', 'name'],
    ['hapee 2.8R1', '2.8R1', '2.8', 'name'],
    ['HAProxy Enterprise 2.8r1', '2.8r1', '2.8', 'name'],
    ['HAProxy Enterprise 2.8', '2.8', '2.8', 'name'],
    ['HAProxy Enterprise', 'HAProxy Enterprise', null, 'name'],
    [
      'HAProxy version 2.8.0-1.0.0-329.1202 2024/06/01 - https://haproxy.org/',
      '2.8.0-1.0.0-329.1202',
      '2.8',
      'haproxy-v',
    ],
    ['hapee-lb version 2.1.0-1.0.0-223.130, released 2019/12/05', '2.1.0-1.0.0-223.130', '2.1', 'haproxy-v'],
    ['HAProxy Enterprise version 2.8.11', '2.8.11', '2.8', 'haproxy-v'],
    ['hapee-lb', 'hapee-lb', null, 'package'],
    ['hapee-2.8r1-lb', 'hapee-2.8r1-lb', '2.8', 'package'],
    ['hapee-2.8r1-lb 1.0.0-329.1202', 'hapee-2.8r1-lb 1.0.0-329.1202', '2.8', 'package'],
    ['hapee-lb 2.8.0-1.0.0-329.1202', 'hapee-lb 2.8.0-1.0.0-329.1202', '2.8', 'package'],
    [
      'ii  hapee-2.8r1-lb  1.0.0-329.1202  amd64  HAProxy Enterprise',
      'hapee-2.8r1-lb 1.0.0-329.1202',
      '2.8',
      'package',
    ],
    [
      'hapee-2.8r1-lb-1.0.0-329.1202.el9.x86_64',
      'hapee-2.8r1-lb-1.0.0-329.1202.el9.x86_64',
      '2.8',
      'package',
    ],
    [
      'hapee-registry.haproxy.com/haproxy-enterprise:2.8r1',
      'hapee-registry.haproxy.com/haproxy-enterprise:2.8r1',
      '2.8',
      'image',
    ],
  ])('is read of %s as %s of branch %s, from a %s', (text, readAs, branch, from) => {
    expect(readVersion(text)).toMatchObject({ kind: 'enterprise', readAs, branch, from });
  });

  it('is not read of Red Hat Enterprise Linux', () => {
    expect(readVersion('Red Hat Enterprise Linux 9 haproxy-2.4.22-3.el9')?.readAs).toBe('2.4.22-3.el9');
  });
});
