import { describe, expect, it } from 'vitest';
import { renderAudit } from '../../../cli/text/audit.ts';
import { parseSamples } from '../../../lambdas/domain/records/archive.ts';
import { malformed, sampled, unreachable, worker } from '../../domain/samples.ts';
import { auditor } from '../auditor.ts';

describe('auditor audit', () => {
  it('prints one sample a line as JSON, and answers 1 since one replayed host leaks', async () => {
    const { stdout, stderr, status } = await auditor(['audit', '--json']);
    const { records: samples, issues } = parseSamples(stdout, 'stdout');
    expect({ status, stderr, issues }).toEqual({ status: 1, stderr: '', issues: [] });
    const stuck = samples.flatMap((sample) =>
      sample.outcome === 'sampled' && sample.processes[0]?.streams.stuck
        ? [[sample.name, sample.processes[0].streams.stuck]]
        : [],
    );
    expect(stuck).toEqual([['rec-v2.8.0', 300]]);
    expect(new Set(samples.map(({ runAt }) => runAt)).size).toBe(1);
  });

  it('prints a table without colours into a pipe, and answers 0 where it is told to', async () => {
    const { stdout, status } = await auditor(['audit', '--exit-zero']);
    expect(status).toBe(0);
    expect(stdout).toMatch(/rec-v2\.8\.0 +2\.8\.0-fdd8154ed +325 +325 +300 +600 +92 MiB +6\.1%/);
    expect(stdout).not.toContain('\u001b');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

describe('auditor', () => {
  it.each([
    { words: ['--help'], status: 0, says: /audit[\s\S]*probe[\s\S]*advise/ },
    { words: ['audit', '--help'], status: 0, says: /--json/ },
    { words: ['audit', '--colour'], status: 2, says: /unknown option '--colour'/ },
    { words: ['audti'], status: 2, says: /unknown command 'audti'/ },
    { words: ['audit', 'more'], status: 2, says: /too many arguments/ },
  ])('answers $words with exit code $status', async ({ words, status, says }) => {
    const result = await auditor(words);
    expect(result.status).toBe(status);
    expect(result.stdout + result.stderr).toMatch(says);
  });
});

describe('renderAudit', () => {
  const known = { current: 4, max: null, currentTls: null, cumulative: null };
  const samples = [
    sampled('i-a', {
      processes: [worker({ version: '2.8.11', connections: known, stuck: 1_234, deadSockets: 5 })],
    }),
    unreachable('i-b', 'DeliveryTimedOut'),
    malformed('i-c', 'WrongShape w.0'),
    sampled('i-d'),
  ];

  it.each([80, 200])('fits %i columns', (columns) => {
    const lines = renderAudit(samples, { columns }).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
    expect(lines[0]?.includes('ZONE')).toBe(columns === 200);
  });

  it('says of each host what is known, and why nothing is', () => {
    const text = renderAudit(samples, { columns: 80 });
    expect(text).toMatch(/i-a +2\.8\.11 +4 +\? +1,234 +5 +\? +\?/);
    expect(text).toMatch(/i-b +unreachable: DeliveryTimedOut/);
    expect(text).toMatch(/i-c +malformed: WrongShape w\.0/);
    expect(text).toMatch(/i-d +none runs +- +- +- +- +\?/);
    expect(text).toContain('4 hosts asked, 2 answered.');
    expect(text).toContain('advise 2.8.11');
  });

  it('shows no control character of a tag', () => {
    const text = renderAudit([{ ...unreachable('i-b'), name: '\u001b]0;owned\u0007lb\u202e' }], {
      columns: 80,
    });
    expect(text).not.toMatch(/[^\P{C}\n]/u);
    expect(text).toContain('?]0;owned?lb?');
  });
});
