import { describe, expect, it } from 'vitest';
import { renderProbe } from '../../../cli/text/probe.ts';
import { judgeSample } from '../../../lambdas/domain/assess/judge-sample.ts';
import { Process, type SampledHost } from '../../../lambdas/domain/records/sample.ts';
import { knowledge } from '../../../lambdas/knowledge/index.ts';
import { sampled } from '../../domain/samples.ts';

const worker = (figures: object): Process => Process.parse({ pid: 42, state: 'running', ...figures });
const text = (sample: SampledHost, columns = 100) =>
  renderProbe(sample, judgeSample(sample, knowledge), { columns });

describe('what the probe read, for a person', () => {
  it('says that no HAProxy runs', () => {
    expect(text(sampled('this-machine'))).toMatch(
      /^No HAProxy worker runs here\.\n\nAll that was read: .* probe --json\n$/,
    );
  });

  it('says that it was not run as root, instead of what that hides', () => {
    const unseen = worker({ streams: { scan: 'skipped: no socket' } });
    const body = text(sampled('this-machine', { processes: [unseen], notes: ['not-root'] }));
    expect(body).toMatch(/^Not run as root: .*`sudo`/m);
    expect(body).not.toContain('no stats socket');
  });

  it('tells the known leaks of a release that only its package names', () => {
    const unasked = worker({ package: 'haproxy 2.8.11-1ubuntu2', streams: { scan: 'skipped: no socket' } });
    expect(text(sampled('this-machine', { processes: [unasked] }))).toContain('HAPX-0001, fixed in 2.8.14');
  });

  it('fits 40 columns', () => {
    const leaking = worker({ version: '2.8.11-1ubuntu2', streams: { scan: 'skipped: no socket' } });
    const lines = text(sampled('this-machine', { processes: [leaking] }), 40).split('\n');
    const isCommand = (line: string) => line.includes('auditor --') || line.includes('2.8.11');
    expect(lines.filter((line) => line.length > 40 && !isCommand(line))).toEqual([]);
  });

  it('has release, known leaks, what is stuck or dead, and the levels', () => {
    const leaking = worker({
      version: '2.8.11-1ubuntu2',
      uptimeSeconds: 3 * 86_400,
      deadSockets: 4_754,
      openFiles: 8_590,
      maxOpenFiles: 40_028,
      residentBytes: 912 * 2 ** 20,
      memoryLimitBytes: 2 ** 30,
      connections: { current: 4_290, max: 20_000 },
      sockets: { closeWait: 17 },
      streams: { stuck: 2_377, untimed: 2_390, oldestStuckSeconds: 21 * 86_400, scan: 'all' },
    });
    const lines = text(sampled('this-machine', { processes: [leaking] })).split('\n');
    expect(lines[0]).toBe('HAProxy 2.8.11-1ubuntu2, worker 42, up for 3 days');
    const body = lines.join('\n');
    expect(body).toContain('HAPX-0001, fixed in 2.8.14: ');
    expect(body).toMatch(/Run 2\.8\.\d+\./);
    expect(body).toContain('stuck streams              2,377, the oldest for 21 days');
    expect(body).toContain('dead sockets               4,754, held open though the kernel has closed them');
    expect(body).toContain('sockets in CLOSE_WAIT      17, closed by the peer and not by HAProxy');
    expect(body).toContain('connections                4,290, 21% of 20,000');
    expect(body).toContain('memory                     912 MiB, 89% of 1 GiB');
  });

  it.each([
    { version: '2.8.0-1.0.0-329.1202', package: null },
    { version: null, package: 'hapee-2.8r1-lb 1.0.0-329.1202' },
  ])('claims nothing of HAProxy Enterprise, $version or $package', (figures) => {
    const body = text(sampled('this-machine', { processes: [worker(figures)] }));
    expect(body.replaceAll(/\n +/g, ' ')).toMatch(
      /known leaks +not known\. \S+.* is HAProxy Enterprise of branch 2\.8/,
    );
    expect(body).not.toMatch(/HAPX|Run /);
  });

  it('says what is near its limit', () => {
    const full = worker({ connections: { current: 1_900, max: 2_000 }, streams: { scan: 'all' } });
    expect(text(sampled('this-machine', { processes: [full] }))).toContain(
      '1,900, 95% of 2,000: near its limit',
    );
  });

  it('never prints an unknown figure as 0', () => {
    const body = text(sampled('this-machine', { processes: [worker({})] }));
    expect(body.match(/not known/g)?.length).toBeGreaterThanOrEqual(6);
    expect(body).not.toMatch(/ 0$/m);
  });

  it('says of an old worker for how long at most it has been stopping, and that nothing ends it', () => {
    const old = worker({
      state: 'stopping',
      stoppingSeconds: 7_200,
      uptimeSeconds: 86_400,
      config: { hardStopAfterSeconds: null },
      streams: { scan: 'skipped: stopping' },
    });
    const body = text(sampled('this-machine', { processes: [old] }));
    expect(body).toContain('up for 1 day, told to stop for 2 hours at most');
    expect(body).toContain('hard-stop-after is not set');
    expect(body).toMatch(/Who holds an old worker: sudo .*probe --proof --old-workers/);
  });

  it.each([
    { scan: 'skipped: no socket', says: 'no stats socket was found' },
    { scan: 'skipped: permission', says: 'no stats socket has level operator' },
  ])('has the line to add where streams were $scan', ({ scan, says }) => {
    const body = text(sampled('this-machine', { processes: [worker({ streams: { scan } })] }));
    expect(body.replaceAll('\n', ' ')).toContain(says);
    expect(body.replaceAll('\n', ' ')).toContain(
      'stats socket /run/haproxy/auditor.sock mode 600 level operator',
    );
  });

  it('prints nothing of a host that steers the terminal', () => {
    const hostile = worker({ version: '2.8.11\u001b[2J', package: '\u001b]0;x\u0007' });
    const body = text(sampled('this-machine', { processes: [hostile] }));
    expect(body).not.toContain('\u001b[2J');
    expect(body).not.toContain('\u0007');
  });
});
