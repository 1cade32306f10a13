import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FLEET, LEAKING } from '../cli/archives.ts';
import { auditor } from '../cli/auditor.ts';
import { needs, programPath } from '../lab/needs.ts';
import { madeSeries } from './made-series.ts';
import { type PrometheusServer, startPrometheus } from './prometheus-server.ts';

const lacking = needs('prometheus', 'promtool', 'openssl');
/** Of `geheim`, as bcrypt has it. */
const HASH = '$2b$04$ylBR7jO/OdRUkT.v1zhXUewM0gL.nfdU4xBJ5E7wo/6NoMHhLsi5G';

describe.skipIf(lacking.missing)(lacking.title('a Prometheus behind TLS that asks who it is'), () => {
  const folder = mkdtempSync(join(tmpdir(), 'tls-'));
  const at = (name: string) => join(folder, name);
  let server: PrometheusServer;

  beforeAll(async () => {
    const made = spawnSync(programPath('openssl'), [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
      ],
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'],
      ...['-keyout', at('key.pem'), '-out', at('cert.pem')],
    ]);
    expect(made.status).toBe(0);
    writeFileSync(
      at('web.yml'),
      `tls_server_config:
  cert_file: cert.pem
  key_file: key.pem
  client_ca_file: cert.pem
  client_auth_type: RequireAndVerifyClientCert
basic_auth_users:
  sre: ${HASH}
`,
    );
    writeFileSync(at('password'), 'geheim\n');
    writeFileSync(at('wrong'), 'offen\n');
    const samples = FLEET.filter(({ hostId, runAt }) => hostId === LEAKING && runAt < '2026-10-06');
    server = await startPrometheus(madeSeries(samples, { offsetSeconds: 20, labelsAt: () => ({}) }), {
      webConfiguration: at('web.yml'),
    });
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true });
  });

  const importing = (...options: string[]) =>
    auditor([
      ...['import', 'prometheus', '--url', server.url, '--days', '1', '--step', '1h'],
      ...['--until', '2026-10-06', '--out', mkdtempSync(at('out-')), ...options],
    ]);
  const own = () => ['--cert', at('cert.pem'), '--key', at('key.pem')];

  it('lets in whoever has its authority, a certificate, a user and the password', async () => {
    const { status, stdout, stderr } = await importing(
      ...['--ca', at('cert.pem'), ...own(), '--user', 'sre', '--password-file', at('password')],
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('23 samples of 1 host');
  });

  it('does not let in another password, and is not asked again', async () => {
    const { status, stderr } = await importing(
      ...['--ca', at('cert.pem'), ...own(), '--user', 'sre', '--password-file', at('wrong')],
    );
    expect(status).toBe(4);
    expect(stderr).toContain('answers 401; it wants another user or token');
  });

  it('is not believed without its authority, and that is said at once', async () => {
    const { status, stderr } = await importing(...own());
    expect(status).toBe(4);
    expect(stderr).toContain('self-signed certificate');
  });
});
