import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseSamples } from '../../lambdas/domain/records/archive.ts';
import { probeScript } from '../../lambdas/probe/probe-document.ts';
import { writeArchive } from '../cli/archives.ts';
import { BESIDE_NEEDS, besideHaproxy } from '../lab/beside-haproxy.ts';
import { needs } from '../lab/needs.ts';
import { needsPython, pythonEnvironment } from '../python/environment.ts';
import { blocks, installPrograms } from './documented.ts';

const environment = pythonEnvironment(join(import.meta.dirname, 'requirements.txt'));
const python = 'python' in environment ? environment.python : '';
const required = needs(...BESIDE_NEEDS);
const requiredPython = needsPython(environment);

let folder = '';
beforeEach(() => {
  folder = writeArchive({});
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Two load balancers: this machine without any Python of its own told, and one that nobody answers for. */
const INVENTORY = `[load_balancers]
lb-1 ansible_connection=local
lb-2 ansible_connection=ssh ansible_host=127.0.0.1 ansible_port=1 role=internal
`;

describe.skipIf(required.missing || requiredPython.missing)(
  required.title(requiredPython.title('the play for Ansible')),
  () => {
    it('keeps a whole sample of each host that answers, and says of the others that they did not', () => {
      installPrograms(folder);
      const [play = ''] = blocks('Ansible', 'yaml');
      writeFileSync(join(folder, 'collect.yml'), play);
      writeFileSync(join(folder, 'probe.sh'), probeScript());
      writeFileSync(join(folder, 'inventory'), INVENTORY);
      const env = {
        ...process.env,
        PATH: [folder, process.env.PATH].join(delimiter),
        HOME: folder,
        ANSIBLE_LOCAL_TEMP: join(folder, 'tmp'),
        ANSIBLE_NOCOLOR: '1',
        LC_ALL: 'C.UTF-8',
      };
      const [line = ''] = blocks('Ansible', '').filter((code) => code.startsWith('ansible-playbook'));
      // Who runs the test is root already; where there is no sudo none is needed.
      const words = [
        '-m',
        'ansible',
        'playbook',
        ...line.trim().split(' ').slice(1),
        '-e',
        'ansible_become=false',
      ];
      const play_ = ['sh', '-c', 'cd "$0" && exec "$@"', folder, python, ...words];
      const { stdout, status } = besideHaproxy(play_, { folder, env });
      expect(stdout).toMatch(/lb-1 +: ok=2 +changed=0 +unreachable=0 +failed=0/);
      expect(stdout).toMatch(/lb-2 +: ok=1 +changed=0 +unreachable=0 +failed=1/);
      expect(status).not.toBe(0);
      const archive = join(folder, 'archive');
      const samples = readdirSync(archive, { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.ndjson'))
        .sort()
        .flatMap((path) => parseSamples(readFileSync(join(archive, path), 'utf8'), path).records);
      expect(samples).toMatchObject([
        {
          hostId: 'lb-1',
          role: 'edge',
          outcome: 'sampled',
          processes: [{ deadSockets: 0, streams: { scan: 'all' } }],
        },
        { hostId: 'lb-2', role: 'internal', outcome: 'malformed', reason: 'NoOutput' },
      ]);
    });
  },
);
