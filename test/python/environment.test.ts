import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { keepFirst } from './environment.ts';

it('of two that make the same environment at once, both use the one that was there first', () => {
  const cache = mkdtempSync(join(tmpdir(), 'environments-'));
  const make = (name: string) => {
    mkdirSync(join(cache, name));
    writeFileSync(join(cache, name, 'made-by'), name);
    return join(cache, name);
  };
  const [first, second, folder] = [make('first'), make('second'), join(cache, 'folder')];
  keepFirst(first, folder);
  keepFirst(second, folder);
  expect(readFileSync(join(folder, 'made-by'), 'utf8')).toBe('first');
  expect(existsSync(second)).toBe(false);
  expect(() => keepFirst(second, join(cache, 'other'))).toThrow(/ENOENT/);
});
