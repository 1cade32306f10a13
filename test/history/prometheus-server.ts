import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launch, stopChild, until } from '../lab/launch.ts';
import { programPath } from '../lab/needs.ts';
import { freePorts } from '../lab/network.ts';
import type { MadeSeries } from './made-series.ts';
import { openMetrics } from './open-metrics.ts';

export interface PrometheusServer {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * A Prometheus of this test's own, with a history that was written into its storage.
 * @param configuration of scrapes, as its configuration file has them; `webConfiguration` is the file of TLS and users
 */
export async function startPrometheus(
  series: readonly MadeSeries[],
  { configuration = '', webConfiguration }: { configuration?: string; webConfiguration?: string } = {},
): Promise<PrometheusServer> {
  const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
  backfill(folder, series);
  writeFileSync(join(folder, 'prometheus.yml'), configuration);
  const [port = 0] = await freePorts(1);
  const child = launch(
    [
      programPath('prometheus'),
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/data`,
      '--storage.tsdb.retention.time=100y',
      `--web.listen-address=127.0.0.1:${port}`,
      '--log.level=error',
      ...(webConfiguration === undefined ? [] : [`--web.config.file=${webConfiguration}`]),
    ],
    { spawn: { stdio: 'ignore' } },
  );
  const stop = async () => {
    await stopChild(child);
    rmSync(folder, { recursive: true });
  };
  const url = `http${webConfiguration === undefined ? '' : 's'}://127.0.0.1:${port}`;
  try {
    if (webConfiguration !== undefined) await until('Prometheus', () => listens(port));
    else await until('Prometheus', async () => (await fetch(`${url}/-/ready`).catch(() => undefined))?.ok);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

/** It takes connections only once it is ready for TLS. */
const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
      .once('connect', () => socket.end(() => resolve(true)))
      .once('error', () => resolve(false));
  });

/** In large blocks: promtool reads its input again for every one. */
function backfill(folder: string, series: readonly MadeSeries[]): void {
  mkdirSync(join(folder, 'data'));
  if (series.length === 0) return;
  const file = join(folder, 'history.txt');
  writeFileSync(file, openMetrics(series));
  const argv = ['tsdb', 'create-blocks-from', '--max-block-duration=720h', 'openmetrics', '--quiet'];
  const { status, stderr, stdout } = spawnSync(
    programPath('promtool'),
    [...argv, file, join(folder, 'data')],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`promtool: ${stderr}${stdout}`);
}
