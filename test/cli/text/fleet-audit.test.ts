import { describe, expect, it } from 'vitest';
import { judged } from '../../../cli/judged-sample.ts';
import { renderFleetAudit } from '../../../cli/text/fleet-audit.ts';
import { malformed, sampled, unreachable, worker } from '../../domain/samples.ts';

describe('an audit of a fleet, for a person', () => {
  const known = { current: 4, max: null, currentTls: null, cumulative: null };
  const samples = [
    sampled('i-a', {
      processes: [worker({ version: '2.8.11', connections: known, stuck: 1_234, deadSockets: 5 })],
    }),
    unreachable('i-b', 'DeliveryTimedOut'),
    malformed('i-c', 'WrongShape w.0'),
    sampled('i-d'),
  ];

  const text = (columns: number) => renderFleetAudit(samples.map(judged), { columns });

  it.each([40, 80, 200])('fits %i columns', (columns) => {
    // A command is as long as it is.
    const lines = text(columns)
      .split('\n')
      .filter((line) => !line.startsWith('  npm run'));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
    expect(lines[0]?.includes('ZONE')).toBe(columns === 200);
  });

  it('says of each host what is known, and why nothing is', () => {
    const body = text(80);
    expect(body).toMatch(/i-a +2\.8\.11 +4 +\? +1,234 +5 +\? +\?/);
    expect(body).toMatch(/i-b +unreachable: DeliveryTimedOut/);
    expect(body).toMatch(/i-c +malformed: WrongShape w\.0/);
    expect(body).toMatch(/i-d +none runs +- +- +- +- +\?/);
    expect(body).toMatch(
      /\n4 hosts: stuck streams on 1, known leaks on 1; 2 did not answer; on 1 not enough\ncould be read\n$/,
    );
    expect(body).toContain('advise 2.8.11');
  });

  it('shows no control character of a tag', () => {
    const hostile = judged({ ...unreachable('i-b'), name: '\u001b]0;owned\u0007lb\u202e' });
    const body = renderFleetAudit([hostile], { columns: 80 });
    expect(body).not.toMatch(/[^\P{C}\n]/u);
    expect(body).toContain('?]0;owned?lb?');
  });
});
