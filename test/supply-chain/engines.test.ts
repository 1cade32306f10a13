import { expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import lock from '../../package-lock.json' with { type: 'json' };

interface Locked {
  dev?: boolean;
  engines?: { node?: string };
}

type Version = readonly [number, number, number];

const versionOf = (text: string): Version => {
  const [major = 0, minor = 0, patch = 0] = text.split('.').map(Number);
  return [major, minor, patch];
};
const compare = (a: Version, b: Version) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2];

/** Whether a range of `engines` has a version; of the forms that dependencies use. */
function accepts(range: string, version: Version): boolean {
  return range.split('||').some((alternative) =>
    [...alternative.matchAll(/(>=|<|\^|~)?\s*(\d[\d.]*)/g)].every(([, operator, text = '']) => {
      const bound = versionOf(text);
      if (operator === '<') return compare(version, bound) < 0;
      const isAbove = compare(version, bound) >= 0;
      return operator === '>=' ? isAbove : isAbove && version[0] === bound[0];
    }),
  );
}

it('no package that is installed warns on the oldest Node that the package itself takes', () => {
  const oldest = versionOf(manifest.engines.node.replace('>=', ''));
  const packages = lock.packages as Readonly<Record<string, object>> as Readonly<Record<string, Locked>>;
  const published = Object.entries(packages).filter(([path, { dev }]) => path !== '' && !dev);
  const refusing = published.filter(([, { engines }]) => engines?.node && !accepts(engines.node, oldest));
  expect(refusing.map(([path, { engines }]) => `${path} wants ${engines?.node}`)).toEqual([]);
  expect(published.length).toBeGreaterThan(10);
});

it.each([
  { range: '>=22.12.0', version: '22.12.0', is: true },
  { range: '>=22.12.0', version: '22.11.0', is: false },
  { range: '^20.19.0 || >=22.13.0', version: '22.12.0', is: false },
  { range: '^20.19.0 || >= 22', version: '22.12.0', is: true },
  { range: '>=18 <22', version: '22.12.0', is: false },
  { range: '*', version: '22.12.0', is: true },
])('$version is in $range: $is', ({ range, version, is }) => {
  expect(accepts(range, versionOf(version))).toBe(is);
});
