import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { filesOf } from '../../cli/archive/archive-files.ts';
import { HAPROXY_SOURCES, HOST_SOURCES } from '../../cli/import/metrics.ts';
import { parseSamples } from '../../lambdas/domain/records/archive.ts';
import { auditor } from '../cli/auditor.ts';
import { launch, stopChild, until } from '../lab/launch.ts';
import { needs, programPath } from '../lab/needs.ts';
import { freePorts } from '../lab/network.ts';
import { type PrometheusServer, startPrometheus } from './prometheus-server.ts';

const EXPORTERS = ['prometheus-node-exporter', 'prometheus-haproxy-exporter', 'prometheus-process-exporter'];
const lacking = needs('prometheus', 'promtool', 'haproxy', ...EXPORTERS);

describe.skipIf(lacking.missing)(lacking.title('the exporters of Debian, and a real HAProxy'), () => {
  const folder = mkdtempSync(join(tmpdir(), 'exporters-'));
  const children: ReturnType<typeof launch>[] = [];
  let server: PrometheusServer;
  let texts: string[] = [];

  const started = async (port: number, ...argv: string[]) => {
    children.push(launch(argv, { spawn: { stdio: 'ignore' } }));
    const url = `http://127.0.0.1:${port}/metrics`;
    await until(url, async () => (await fetch(url).catch(() => undefined))?.ok);
    return url;
  };

  beforeAll(async () => {
    const ports = await freePorts(4);
    const [own = 0, old = 0, node = 0, processes = 0] = ports;
    writeFileSync(
      join(folder, 'haproxy.cfg'),
      `global
  stats socket ${folder}/admin.sock level operator
  maxconn 1234
defaults
  mode http
  timeout client 10s
  timeout server 10s
  timeout connect 1s
frontend metrics
  bind 127.0.0.1:${own}
  http-request use-service prometheus-exporter if { path /metrics }
`,
    );
    writeFileSync(join(folder, 'names.yml'), `process_names:\n  - name: "{{.Comm}}"\n    cmdline: ['.+']\n`);
    const urls = [
      await started(own, programPath('haproxy'), '-db', '-f', join(folder, 'haproxy.cfg')),
      await started(
        old,
        programPath('prometheus-haproxy-exporter'),
        `--haproxy.scrape-uri=unix:${folder}/admin.sock`,
        `--web.listen-address=127.0.0.1:${old}`,
      ),
      await started(
        node,
        programPath('prometheus-node-exporter'),
        `--web.listen-address=127.0.0.1:${node}`,
        '--collector.netstat.fields=^TcpExt_(TCPMemoryPressures|TCPAbortOnMemory)$',
      ),
      await started(
        processes,
        programPath('prometheus-process-exporter'),
        `--web.listen-address=127.0.0.1:${processes}`,
        `--config.path=${folder}/names.yml`,
      ),
    ];
    texts = await Promise.all(urls.map(async (url) => (await fetch(url)).text()));
    const jobs = ports.map(
      (port, index) =>
        `  - {job_name: exporter${index}, scrape_interval: 5s, static_configs: [{targets: ['127.0.0.1:${port}'], labels: {node: lb-7}}]}`,
    );
    server = await startPrometheus([], { configuration: `scrape_configs:\n${jobs.join('\n')}\n` });
    await until('a scrape of each', async () => {
      const answer = await fetch(`${server.url}/api/v1/query?query=count(max_over_time(up[5m])==1)`);
      return (
        ((await answer.json()) as { data: { result: { value: string[] }[] } }).data.result[0]?.value[1] ===
        '4'
      );
    });
  });

  afterAll(async () => {
    await server?.stop();
    for (const child of children) await stopChild(child);
    rmSync(folder, { recursive: true });
  });

  const names = [
    ...new Set(
      [...HAPROXY_SOURCES, ...HOST_SOURCES].flatMap(({ metrics }) => metrics.map(({ name }) => name)),
    ),
  ];
  it.each(names)('print %s', (name) => {
    expect(texts.some((text) => new RegExp(`^${name}[ {]`, 'm').test(text))).toBe(true);
  });

  it('are joined to one host, whatever their ports, as the machine is', async () => {
    // The next whole minute: the server looks back at what it scraped last.
    const untilInstant = new Date(Math.ceil(Date.now() / 60_000) * 60_000).toISOString();
    const out = join(folder, 'archive');
    const words = [
      '--url',
      server.url,
      '--days',
      '1',
      '--step',
      '1m',
      '--until',
      untilInstant,
      '--join',
      'node',
    ];
    const { status, stderr } = await auditor(['import', 'prometheus', ...words, '--out', out]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    // An earlier instant may have been before the first scrape of one of them.
    const file = filesOf(out)?.at(-1) ?? '';
    const { records } = parseSamples(gunzipSync(readFileSync(file)).toString(), file);
    const memory = /^MemTotal: +(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1];
    expect(records).toHaveLength(1);
    expect(records[0]).toMatchObject({
      hostId: 'lb-7',
      outcome: 'sampled',
      source: 'prometheus',
      kernel: {
        memoryTotalBytes: Number(memory) * 1024,
        pageBytes: expect.any(Number),
        cpuCount: expect.any(Number),
      },
      tcp: {
        allocated: expect.any(Number),
        memoryPages: expect.any(Number),
        pressureEvents: expect.any(Number),
      },
      processes: [
        {
          state: 'running',
          version: expect.stringMatching(/^\d+\.\d+\.\d+/),
          connections: { max: 1234, current: expect.any(Number), cumulative: expect.any(Number) },
          openFiles: expect.any(Number),
          residentBytes: expect.any(Number),
          pools: { usedBytes: expect.any(Number) },
        },
      ],
    });
    const pressure = Number(readFileSync('/proc/sys/net/ipv4/tcp_mem', 'utf8').split('\t')[1]);
    const [sample] = records;
    const assumed = sample?.outcome === 'sampled' ? (sample.tcp.memoryPressurePages ?? 0) : 0;
    // What the kernel can't give away it leaves out.
    expect(assumed / pressure).toBeGreaterThan(0.97);
    expect(assumed / pressure).toBeLessThan(1.03);
  });
});
