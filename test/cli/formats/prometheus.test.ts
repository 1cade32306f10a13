import { describe, expect, it } from 'vitest';
import { prometheus } from '../../../cli/formats/prometheus.ts';
import { assessment } from '../../report/assessed.ts';
import { FLEET, HOSTILE_NAMES } from './a-fleet.ts';

const text = prometheus(FLEET);
const LINE = /^[a-z_]+(\{([a-z_]+="([^"\\\n]|\\[\\"n])*",?)*\})? -?[\d.]+(e[+-]?\d+)?$/;

describe('the assessment for Prometheus', () => {
  it('is a gauge with help and type before its values, and each line is whole, whatever hosts are called', () => {
    const lines = text.split('\n');
    expect(lines.pop()).toBe('');
    const values = lines.filter((line) => !line.startsWith('#'));
    expect(values.filter((line) => !LINE.test(line))).toEqual([]);
    const named = lines.flatMap((line) => /^# TYPE (\w+) gauge$/.exec(line)?.[1] ?? []);
    expect(new Set(values.map((line) => /^\w+/.exec(line)?.[0]))).toEqual(new Set(named));
    expect(lines.filter((line) => line.startsWith('# HELP'))).toHaveLength(named.length);
    expect(text).not.toMatch(/^evil/m);
  });

  it('has the figures of the fleet, at the instant of the assessment', () => {
    expect(text).toContain(`haproxy_auditor_assessment_timestamp_seconds 1795371600\n`);
    expect(text).toContain(`haproxy_auditor_hosts ${FLEET.hosts.length}\n`);
    expect(text).toContain(`haproxy_auditor_leaking_hosts ${2 + HOSTILE_NAMES.length}\n`);
    expect(text).toContain('haproxy_auditor_unreachable_hosts 1\n');
  });

  it('has those of each host, by its id', () => {
    expect(text).toContain(
      'haproxy_auditor_host_info{host_id="i-1",name="edge-1",role="edge",version="2.8.11",verdict="leaking",action="upgrade",to="2.8.16",urgency="this-week",acknowledged="false"} 1\n',
    );
    expect(text).toContain('haproxy_auditor_host_leak_probability_ratio{host_id="i-1"} 0.974\n');
    expect(text).toContain('haproxy_auditor_host_risk{host_id="i-1"} 81.4\n');
    expect(text).toContain(
      `haproxy_auditor_host_memory_growth_bytes_per_second{host_id="i-1"} ${4e7 / 86_400}\n`,
    );
    expect(text).toContain(
      `haproxy_auditor_host_time_to_limit_seconds{host_id="i-1",resource="tcp-memory"} ${9.2 * 86_400}\n`,
    );
    expect(text).toContain(
      'haproxy_auditor_host_reachable{host_id="i-6",account_id="111122223333",region="eu-west-1"} 0\n',
    );
    expect(text).toContain('host_id="i-3",name="edge-3"');
    expect(text).toMatch(/host_id="i-3",.*acknowledged="true"\} 1\n/);
  });

  it('leaves out what is not known, a whole gauge too', () => {
    expect(text).not.toMatch(/time_to_limit_seconds\{host_id="i-4"/);
    const none = prometheus(assessment([]));
    expect(none).not.toContain('haproxy_auditor_host_');
    expect(none).toContain('haproxy_auditor_hosts 0\n');
  });
});
