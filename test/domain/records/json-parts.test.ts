import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonParts } from '../../../lambdas/domain/records/json-parts.ts';
import { printJson } from '../../../lambdas/domain/records/ndjson.ts';

it('has the JSON of any object, and the end of its last line', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), (object) => {
      expect([...jsonParts(object, 2)].join('')).toBe(`${printJson(object, 2)}\n`);
    }),
  );
});

it('leaves out what is undefined', () => {
  expect([...jsonParts({ a: undefined }, 2)].join('')).toBe('{}\n');
  expect([...jsonParts({ a: undefined, b: [] }, 2)].join('')).toBe('{\n  "b": []\n}\n');
});

it('parts lists by their elements, as often as it is asked', () => {
  const parts = jsonParts({ hosts: [{ id: 1 }, { id: 2 }] }, 2);
  const ofSecond = () => [...parts].filter((part) => part.includes('2'));
  expect(ofSecond()).toEqual([',\n    {\n      "id": 2\n    }']);
  expect(ofSecond()).toEqual(ofSecond());
});
