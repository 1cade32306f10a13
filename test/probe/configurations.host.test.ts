import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { readCapture } from '../lab/capture.ts';
import { makeHost } from '../lab/made-host.ts';
import { needs, programPath } from '../lab/needs.ts';
import { probe } from '../lab/run-probe.ts';

const required = needs('haproxy', 'socat');

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** What the probe reads of one running worker with this configuration; `sockets` stands where its stats sockets do. */
async function readingOf(text: (sockets: string) => string) {
  const { answers } = readCapture('2.6.12-deb');
  const worker = {
    pid: 7,
    startedSecondsAgo: 86_400,
    sockets: 1,
    deadSockets: 0,
    running: true,
    config: 0,
    program: '/usr/sbin/haproxy',
    answers: { ...answers, 'show info': (answers['show info'] ?? '').replace(/^Pid: .*$/m, 'Pid: 7') },
  };
  const host = await makeHost([worker], '6.1.0', { 0: text });
  closing.push(host.stop);
  const { processes, notes } = await probe(['--procfs', host.procfs]);
  return { config: processes[0]?.config, scan: processes[0]?.streams.scan, notes };
}

/** How many proxies HAProxy itself warns of for missing timeouts. */
function warnedBy(configuration: string): number {
  const folder = mkdtempSync(join(tmpdir(), 'checked-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'haproxy.cfg');
  writeFileSync(path, configuration);
  const { stderr, status } = spawnSync(programPath('haproxy'), ['-c', '-f', path], { encoding: 'utf8' });
  // 2: valid, but nothing listens.
  expect([0, 2], stderr).toContain(status);
  return stderr.split('missing timeouts for').length - 1;
}

const PLAIN = (sockets: string) => `${sockets}  hard-stop-after 10m
defaults
  mode http
  timeout client 30s
  timeout server 40s
  timeout connect 5s
frontend f
  bind 127.0.0.1:18080
  default_backend b
backend b
  server s 127.0.0.1:18081
`;
const READ = {
  clientTimeoutSeconds: 30,
  serverTimeoutSeconds: 40,
  untimedProxies: 0,
  hardStopAfterSeconds: 600,
};

describe.skipIf(required.missing)(required.title('a configuration as HAProxy reads it'), () => {
  it.each<{ of: string; change: (text: string) => string }>([
    { of: 'with CR LF at its ends', change: (text) => text.replaceAll('\n', '\r\n') },
    { of: 'with CR LF here and there', change: (text) => text.replace('30s\n', '30s\r\n') },
    { of: 'with tabs', change: (text) => text.replaceAll('  ', '\t').replaceAll(' ', '\t\t') },
    {
      of: 'with form feeds and vertical tabs',
      change: (text) => text.replaceAll('  ', '\f').replace('mode ', 'mode\v'),
    },
    { of: 'with blanks at the ends', change: (text) => text.replaceAll('\n', ' \t \n') },
    { of: 'with comments', change: (text) => text.replaceAll('\n', ' # timeout client 1s\n') },
    {
      of: 'with quoted words',
      change: (text) =>
        text.replaceAll(/(30s|40s|http\n)/g, (word) => `"${word.trim()}"${word.endsWith('\n') ? '\n' : ''}`),
    },
    {
      of: 'with words in single quotes',
      change: (text) => text.replaceAll('40s', "'40s'").replace('defaults', "'defaults'"),
    },
    {
      of: 'with backslashes',
      change: (text) => text.replace('global\n', 'global\n  description timeout\\ client\\ 1s\\#\n'),
    },
    {
      of: 'with a default of a variable',
      change: (text) => text.replace('30s', `"$\{NOT_SET_ANYWHERE-30s}"`),
    },
    {
      of: 'with a variable of its own',
      change: (text) => text.replace('30s', '"$CLIENT"').replace('global\n', 'global\n  setenv CLIENT 30s\n'),
    },
    {
      of: 'with named defaults',
      change: (text) =>
        text
          .replace('defaults', 'defaults base')
          .replace('frontend f', 'defaults\n  timeout client 1s\nfrontend f from base')
          .replace('\nbackend b\n', '\nbackend b from base\n'),
    },
    { of: 'with milliseconds', change: (text) => text.replace('30s', '30000').replace('40s', '40000ms') },
    {
      of: 'with text beyond ASCII',
      change: (text) => text.replace('global\n', 'global\n  # größer, 設定\n  description "größer"\n'),
    },
  ])('is read $of', async ({ change }) => {
    expect(warnedBy(change(PLAIN('global\n')))).toBe(0);
    const { config, scan, notes } = await readingOf((sockets) => change(PLAIN(sockets)));
    expect(config).toMatchObject(READ);
    expect({ scan, notes }).toEqual({ scan: 'all', notes: [] });
  });

  it('is read with a mark of UTF-8 at its start, which some releases refuse', async () => {
    const { config, scan } = await readingOf((sockets) => `\ufeff${PLAIN(sockets)}`);
    expect(config).toMatchObject(READ);
    expect(scan).toBe('all');
  });

  it('is read up to the limit where it is larger, and a part is never reported as the whole', async () => {
    const map = Array.from(
      { length: 40_000 },
      (_, index) => `  http-request deny if { path /${index} }\n`,
    ).join('');
    const { config, scan, notes } = await readingOf((sockets) => `${PLAIN(sockets)}frontend large\n${map}`);
    expect(config).toMatchObject({ ...READ, untimedProxies: null });
    expect({ scan, notes }).toEqual({ scan: 'all', notes: ['config-cut'] });
  });

  it('has the timeouts of its defaults where it is cut before the first proxy', async () => {
    const head = 'defaults\n  timeout client 7s\n  timeout server 8s\n';
    const long = `  # ${'x'.repeat(1_000)}\n`.repeat(1_100);
    const { config, notes } = await readingOf(
      (sockets) => `${sockets}${head}${long}frontend f\n  timeout client 9s\n`,
    );
    expect(config).toMatchObject({ clientTimeoutSeconds: 7, serverTimeoutSeconds: 8, untimedProxies: null });
    expect(notes).toEqual(['config-cut']);
  });

  it('that is larger is another one where only what was not read has changed', async () => {
    const large = (rest: string) => (sockets: string) => `${PLAIN(sockets)}${'# x\n'.repeat(300_000)}${rest}`;
    const hashes = await Promise.all(
      ['', '# more\n'].map(async (rest) => (await readingOf(large(rest))).config?.hash),
    );
    expect(hashes[0]).toMatch(/^sha256:/);
    expect(hashes[0]).not.toBe(hashes[1]);
  });
});

/** Every way a proxy may lack a timeout, or not need it. */
const PROXIES = ['frontend', 'backend', 'listen'].flatMap((section) =>
  ['tcp', 'http'].flatMap((mode) =>
    [
      [],
      ['client'],
      ['server', 'connect'],
      ['client', 'connect'],
      ['client', 'server'],
      ['client', 'server', 'connect'],
      ['client', 'connect', 'tunnel'],
      ['tunnel'],
    ].flatMap((timeouts) =>
      (section === 'frontend' ? [''] : ['', 'server s 127.0.0.1:81', 'server-template s 2 127.0.0.1:81']).map(
        (server) => ({
          section,
          mode,
          timeouts,
          server,
        }),
      ),
    ),
  ),
);

const proxyText = (
  { section, mode, timeouts, server }: (typeof PROXIES)[number],
  name: string,
  more = '',
): string =>
  [
    `${section} ${name}`,
    `mode ${mode}`,
    ...(section === 'backend' ? [] : ['bind 127.0.0.1:18080']),
    // A front end takes no timeout of a back.
    ...timeouts
      .filter((timeout) => section !== 'frontend' || timeout === 'client')
      .map((timeout) => `timeout ${timeout} 3s`),
    ...(server ? [server] : []),
    ...(more ? [more] : []),
  ].join('\n  ');

describe.skipIf(required.missing)(required.title('proxies without a timeout'), () => {
  it.each(
    ['tcp', 'http'].flatMap((mode) =>
      ['frontend', 'backend', 'listen'].map((section) => ({ mode, section })),
    ),
  )('are those that HAProxy warns of, for every $section in mode $mode', async ({ mode, section }) => {
    const proxies = PROXIES.filter((proxy) => proxy.mode === mode && proxy.section === section);
    const text = proxies.map((proxy, index) => `${proxyText(proxy, `p${index}`)}\n`).join('');
    const { config } = await readingOf((sockets) => `${sockets}${text}`);
    const warned = warnedBy(text);
    expect(warned).toBeGreaterThan(0);
    expect(warned).toBeLessThan(proxies.length);
    expect(config?.untimedProxies).toBe(warned);
  });

  it.each<{ of: string; text: string }>([
    {
      of: 'a back end that is a stick table alone',
      text: 'backend st\n  stick-table type ip size 1m expire 10s store http_req_rate(10s)\n',
    },
    { of: 'a proxy that is disabled', text: 'backend b\n  disabled\n  server s 127.0.0.1:81\n' },
    { of: 'a section of peers', text: 'peers p\n  peer a 127.0.0.1:1024\n' },
    {
      of: 'timeouts of 0',
      text: 'listen l\n  bind 127.0.0.1:18080\n  timeout client 0\n  timeout server 0s\n  timeout connect 1s\n  server s 127.0.0.1:81\n',
    },
    {
      of: 'a proxy that takes timeouts from the defaults it names',
      text: 'defaults a\n  timeout client 1s\n  timeout server 1s\n  timeout connect 1s\ndefaults b from a\n  timeout server 0\nlisten c from b\n  bind 127.0.0.1:18081\n  server s 127.0.0.1:81\nlisten d from a\n  bind 127.0.0.1:18082\n  server s 127.0.0.1:81\n',
    },
    {
      of: 'a timeout of microseconds',
      text: 'listen l\n  mode tcp\n  bind 127.0.0.1:18080\n  timeout client 100us\n  timeout server 100us\n  timeout connect 1s\n  server s 127.0.0.1:81\n',
    },
    {
      of: 'a timeout before a long comment on its line',
      text: `frontend f\n  mode tcp\n  bind 127.0.0.1:18080\n  timeout client 1s # ${'x'.repeat(9_000)}\n`,
    },
    {
      of: 'HTTP by default',
      text: 'defaults\n  mode http\n  timeout client 1s\n  timeout connect 1s\n  timeout tunnel 1h\nlisten c\n  bind 127.0.0.1:18081\n  server s 127.0.0.1:81\n',
    },
    {
      of: 'TCP with a timeout of tunnels',
      text: 'defaults\n  mode tcp\n  timeout client 1m\n  timeout connect 1s\n  timeout tunnel 1h\nlisten c\n  bind 127.0.0.1:18081\n  server s 127.0.0.1:81\n',
    },
    {
      of: 'a transparent proxy',
      text: 'listen l\n  mode http\n  timeout client 1s\n  bind 127.0.0.1:18080\n  option transparent\n',
    },
  ])('are as many as HAProxy says for $of', async ({ text }) => {
    const { config } = await readingOf((sockets) => `${sockets}${text}`);
    expect(config?.untimedProxies).toBe(warnedBy(text));
  });

  it('are none in mode log, which later releases have', async () => {
    const text = 'backend lg\n  mode log\n  server s1 udp@127.0.0.1:10514\n';
    expect((await readingOf((sockets) => `${sockets}${text}`)).config?.untimedProxies).toBe(0);
  });
});

describe.skipIf(required.missing)(required.title('configurations in a folder'), () => {
  it('are its *.cfg, in their order, each with ends of its own', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'conf.d-'));
    closing.push(() => rmSync(folder, { recursive: true }));
    mkdirSync(join(folder, 'ignored.cfg.d'));
    writeFileSync(
      join(folder, '10-defaults.cfg'),
      'defaults\r\n  timeout client 11s\r\n  timeout server 12s\r\n  timeout connect 1s',
    );
    writeFileSync(join(folder, '20-proxies.cfg'), 'frontend f\n  bind 127.0.0.1:18080\n');
    writeFileSync(join(folder, '30-ignored.txt'), 'frontend g\n');
    const { config } = await commandReading(`-f\0${folder}`);
    expect(config).toMatchObject({ clientTimeoutSeconds: 11, untimedProxies: 0 });
  });

  it('are not all known where one of those that the command line names is missing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'conf.d-'));
    closing.push(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'a.cfg');
    writeFileSync(path, 'defaults\n  timeout client 11s\n  timeout server 12s\n  timeout connect 1s\n');
    const { config, notes } = await commandReading(`-f\0${path}\0-f\0${join(folder, 'missing.cfg')}`);
    expect(config).toMatchObject({ clientTimeoutSeconds: 11, untimedProxies: null });
    expect(notes).toContain('config-unreadable');
  });

  it('are looked for where -C says, wherever on the command line it stands', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'conf.d-'));
    closing.push(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'a.cfg'), 'frontend f\n  timeout client 11s\n');
    const { config } = await commandReading(`-f\0a.cfg\0-C\0${folder}`);
    expect(config).toMatchObject({ clientTimeoutSeconds: 11 });
  });
});

/** What the probe reads of a worker whose command line has these words, separated by NUL. */
async function commandReading(words: string) {
  const worker = {
    pid: 7,
    startedSecondsAgo: 60,
    sockets: 1,
    deadSockets: 0,
    running: true,
    config: null,
    program: '/usr/sbin/haproxy',
  };
  const host = await makeHost([worker]);
  closing.push(host.stop);
  writeFileSync(join(host.procfs, '7/cmdline'), `haproxy\0-W\0${words}\0`);
  const { processes, notes } = await probe(['--procfs', host.procfs]);
  return { config: processes[0]?.config, notes };
}
