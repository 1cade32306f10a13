import { afterEach, describe, expect, it, vi } from 'vitest';
import { findProgram, needs, programPath } from './needs.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('needs', () => {
  it('skips nothing when all is there', () => {
    const here = needs('sh');
    expect(here.missing).toBe(false);
    expect(here.title('a shell')).toBe('a shell');
  });

  it('skips with the reason when a program is missing', () => {
    vi.stubEnv('CI', '');
    const absent = needs('sh', 'no-such-program', 'nor-this');
    expect(absent.missing).toBe(true);
    expect(absent.title('a suite')).toBe('a suite (skipped: needs no-such-program, nor-this)');
  });

  it('fails instead of skipping where CI is set', () => {
    vi.stubEnv('CI', 'true');
    expect(() => needs('no-such-program')).toThrow(/needs no-such-program/);
  });

  it('finds programs by absolute path', () => {
    expect(programPath('sh')).toMatch(/^\/.*\/sh$/);
    expect(findProgram('sh', ['/no/such/folder'])).toBeUndefined();
    expect(() => programPath('no-such-program')).toThrow('no-such-program is not installed');
  });
});
