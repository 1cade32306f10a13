import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DAY_SECONDS } from '../../../../lambdas/domain/records/time.ts';
import { CAPTURES, readCapture, startedEarlier } from '../../../lab/capture.ts';
import { startCaptureHost } from '../../../lab/capture-host.ts';
import { needs } from '../../../lab/needs.ts';
import { PROBE_PATH, runProbe, unhurried } from '../../../lab/run-probe.ts';

const ABOUT = {
  'v2.8.0': '2.8.0, which leaks: 300 stuck streams, two dead sockets each',
  'v2.8.0-fixed': '2.8.0 with the fix of the leak',
  'v2.9.0': '2.9.0, healthy, with slow downloads',
  'v2.4.0': '2.4.0, healthy',
  '2.6.12-deb': '2.6.12 of Debian, healthy',
  '3.2.26-deb': '3.2.26 of Debian, healthy',
};

const required = needs('socat');

describe.skipIf(required.missing)(required.title('replayed hosts'), () => {
  it('print what the probe prints over the recordings, a day after their start', async () => {
    const lines: unknown[] = [];
    const script = join(mkdtempSync(join(tmpdir(), 'unhurried-')), 'probe.sh');
    onTestFinished(() => rmSync(dirname(script), { recursive: true }));
    writeFileSync(script, unhurried(readFileSync(PROBE_PATH, 'utf8')));
    for (const name of CAPTURES) {
      const { answers } = readCapture(name);
      const host = await startCaptureHost(name, {
        answers: startedEarlier(answers, DAY_SECONDS),
        deadSockets: name === 'v2.8.0' ? 600 : 0,
        uptimeSeconds: DAY_SECONDS + 60,
      });
      onTestFinished(host.stop);
      const { stdout } = await runProbe(['--procfs', host.procfs], ['/bin/sh'], script);
      // The one instant of this machine, and the hash of a configuration that names a temporary socket.
      const line = stdout
        .trimEnd()
        .replace(/"t":\d+/, '"t":0')
        .replace(/"c":\[\["[0-9a-f]{12}"/, '"c":[["000000000000"');
      lines.push({ name, about: ABOUT[name], line });
    }
    await expect(`${JSON.stringify(lines, null, 2)}\n`).toMatchFileSnapshot(
      '../../../../infra/local/hosts/replayed-hosts.json',
    );
  });
});
