import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { prometheus } from '../../../cli/formats/prometheus.ts';
import { repositoryRoot } from '../../files.ts';
import { needs, programPath } from '../../lab/needs.ts';
import { FLEET } from './a-fleet.ts';

const required = needs('promtool');

/** What Prometheus' own tool says of a text, and how it ends: 1 for what it can't read, 3 for what it advises against. */
function checked(text: string) {
  const { status, stdout, stderr } = spawnSync(programPath('promtool'), ['check', 'metrics'], {
    input: text,
    encoding: 'utf8',
  });
  return { status, says: `${stdout}${stderr}` };
}

describe.skipIf(required.missing)(required.title('promtool check metrics'), () => {
  const text = prometheus(FLEET);

  it('has nothing to say of what is printed, whatever hosts are called', () => {
    expect(checked(text)).toEqual({ status: 0, says: '' });
  });

  it.each([
    { what: 'a quote that is not escaped', spoiled: text.replace('\\"', '"'), status: 1 },
    {
      what: 'a gauge without help',
      spoiled: text.replace(/^# HELP haproxy_auditor_hosts .*\n/m, ''),
      status: 3,
    },
    {
      what: 'a name that says its type',
      spoiled: text.replaceAll('auditor_hosts', 'auditor_hosts_gauge'),
      status: 3,
    },
  ])('would speak of $what', ({ spoiled, status }) => {
    expect(checked(spoiled)).toEqual({ status, says: expect.stringMatching(/\w/) });
  });
});

/** Queries of the documentation, each a block of its own. */
const queries = [
  ...readFileSync(join(repositoryRoot, 'docs/integrations.md'), 'utf8').matchAll(
    /^```\n(\(?haproxy_auditor_[\s\S]*?)\n```$/gm,
  ),
].map(([, query = '']) => query);

describe.skipIf(required.missing)(required.title('the query of the documentation'), () => {
  it.each(queries)('answers with the hosts that it is about, by name: %s', (query) => {
    const folder = mkdtempSync(join(tmpdir(), 'promtool-'));
    const series = [...prometheus(FLEET).matchAll(/^([^#\n].*"(i-1|i-3)".*) (\S+)$/gm)].map(
      ([, name = '', , value]) => ({
        series: name,
        values: name.includes('time_to_limit') ? '500000' : value,
      }),
    );
    const labels = '{host_id="i-1", name="edge-1", resource="tcp-memory", to="2.8.16", version="2.8.11"}';
    const test = {
      rule_files: [],
      tests: [
        {
          input_series: series,
          promql_expr_test: [{ expr: query, eval_time: '0m', exp_samples: [{ labels, value: 500_000 }] }],
        },
      ],
    };
    // JSON is YAML.
    writeFileSync(join(folder, 'test.yml'), JSON.stringify(test));
    const { status, stdout, stderr } = spawnSync(
      programPath('promtool'),
      ['test', 'rules', join(folder, 'test.yml')],
      { encoding: 'utf8' },
    );
    rmSync(folder, { recursive: true });
    expect({ status, says: `${stdout}${stderr}` }).toEqual({
      status: 0,
      says: expect.stringContaining('SUCCESS'),
    });
  });

  it('is there', () => expect(queries).toHaveLength(1));
});
