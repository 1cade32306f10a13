import { expect, it } from 'vitest';
import { formsOf } from './forms.ts';
import { disagreements, toldFigures } from './told-figures.ts';
import { VOICED_FLEETS } from './voiced-fleets.ts';

it.each(['another demo, by day', 'five days'] as const)(
  'the forms of the fleet "%s" tell what its assessment has, of every host and quantity',
  (name) => {
    const fleet = VOICED_FLEETS[name]();
    const told = toldFigures(formsOf(fleet), fleet.now);
    expect(told.length).toBeGreaterThan(20);
    expect(disagreements(told, fleet.now)).toEqual([]);
  },
);
