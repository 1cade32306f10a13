import { describe, expect, it } from 'vitest';
import { invocationOf } from '../../../cli/text/invocation.ts';

describe('invocationOf', () => {
  it.each([
    {
      of: 'a clone',
      module: 'file:///src/cli/text/invocation.ts',
      script: '/src/cli/main.ts',
      typed: 'npm run -s auditor --',
    },
    { of: 'a global installation', script: '/usr/local/bin/auditor', typed: 'auditor' },
    { of: 'the long name', script: '/usr/local/bin/haproxy-fleet-auditor', typed: 'haproxy-fleet-auditor' },
    {
      of: 'npx',
      script: '/root/.npm/_npx/1f/node_modules/.bin/haproxy-fleet-auditor',
      typed: 'npx haproxy-fleet-auditor',
    },
    {
      of: 'a dependency of a project',
      script: '/app/node_modules/.bin/auditor',
      typed: 'npx haproxy-fleet-auditor',
    },
    {
      of: 'a shim of Windows',
      script: 'C:\\npm\\node_modules\\haproxy-fleet-auditor\\dist\\main.js',
      typed: 'npx haproxy-fleet-auditor',
    },
  ])('of $of is $typed', ({ module = 'file:///app/dist/main.js', script, typed }) => {
    expect(invocationOf(module, script)).toBe(typed);
  });
});
