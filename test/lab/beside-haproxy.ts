import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withoutProgress } from '../cli/without-progress.ts';
import { programPath } from './needs.ts';

/** What a HAProxy with namespaces of its own needs. */
export const BESIDE_NEEDS = ['root', 'netns', 'haproxy', 'unshare', 'ss', 'ip', 'timeout', 'awk'] as const;

const PORT = 18_080;

const configuration = (socketLine: string) => `global
  maxconn 2000
${socketLine}
defaults
  mode http
  timeout client 10s
  timeout server 10s
  timeout connect 2s
frontend f
  bind 127.0.0.1:${PORT}
  http-request return status 200
`;

/**
 * Runs a command beside a real HAProxy that listens on the loopback of a network namespace of its own, in a namespace of
 * processes of its own, so that no other HAProxy of this machine is seen. All of it ends after a minute.
 * @param folder for its configuration and its stats socket
 */
export function besideHaproxy(
  command: readonly string[],
  {
    folder,
    hasSocket = true,
    env = process.env,
  }: { folder: string; hasSocket?: boolean; env?: NodeJS.ProcessEnv },
): { stdout: string; stderr: string; status: number | null } {
  const path = join(folder, 'haproxy.cfg');
  const socketLine = `  stats socket ${join(folder, 'auditor.sock')} mode 600 level operator`;
  writeFileSync(path, configuration(hasSocket ? socketLine : ''));
  const script = `
    ip link set lo up
    ${programPath('haproxy')} -W -db -f ${path} >/dev/null 2>&1 &
    until ss -Hltn sport = :${PORT} | grep -q .; do sleep .1; done
    "$@"
  `;
  const namespaces = ['--net', '--pid', '--fork', '--kill-child', '--mount-proc'];
  const { stdout, stderr, status } = spawnSync(
    'timeout',
    ['60', 'unshare', ...namespaces, 'sh', '-c', script, 'beside', ...command],
    { encoding: 'utf8', env },
  );
  return { stdout, stderr: withoutProgress(stderr), status };
}
