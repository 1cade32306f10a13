import { InvalidArgumentError } from 'commander';

/** Reads an option's value as commander asks for it: plain digits, within both bounds. */
export const wholeNumber =
  (minimum: number, maximum: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^(0|[1-9]\d*)$/.test(text) && value >= minimum && value <= maximum) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${minimum} to ${maximum}.`);
  };
