import { describe, expect, it } from 'vitest';
import { account } from '../chaos/accounting.ts';
import { brokenPromises } from '../chaos/chaos-section.ts';
import { PROXY_FAULTS, proxyEnvironment } from '../chaos/fault-proxy.ts';
import { runChaos } from '../chaos/run-chaos.ts';
import { needsPython } from '../python/environment.ts';

const required = needsPython(proxyEnvironment());

describe.skipIf(required.missing)(required.title('behind a proxy that fails calls'), () => {
  it('three days leave the archive, the bins, the graphs and the findings as without it', async () => {
    const result = await runChaos({
      ...{ seed: 3, days: 3, calls: 0.15, deliveries: 0.1, kills: 0.05 },
      isProxied: true,
    });
    const { proxied } = result.fired;
    expect(PROXY_FAULTS.filter((kind) => !proxied.has(kind))).toEqual([]);
    const accounting = account(result);
    expect(brokenPromises(accounting)).toEqual([]);
    expect(accounting.runs).toBeGreaterThan(50);
  });
});
