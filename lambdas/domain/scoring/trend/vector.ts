// Loops, for the methods of typed arrays that call back for each element take many times as long.

/** A column of a least-squares problem. */
export type Vector = Float64Array<ArrayBuffer>;

/** So many vectors of one length in one buffer: to allocate one takes longer than to fill it. */
export function vectors(count: number, length: number): Vector[] {
  const all = new Float64Array(count * length);
  return Array.from({ length: count }, (_, place) => all.subarray(place * length, (place + 1) * length));
}

/** The element at an index that the caller knows to exist. */
export const at = (vector: Float64Array, index: number): number => vector[index] as number;

/** A vector of what `make` gives for each index below `length`. */
export function vector(length: number, make: (index: number) => number): Vector {
  const values = new Float64Array(length);
  for (let index = 0; index < length; index += 1) values[index] = make(index);
  return values;
}

/** Whether all elements are the same; so of nothing, too. */
export function isConstant(values: Float64Array): boolean {
  for (let index = 1; index < values.length; index += 1) if (values[index] !== values[0]) return false;
  return true;
}

/** @returns `Infinity` of nothing */
export function minimum(values: Float64Array): number {
  let least = Infinity;
  for (let index = 0; index < values.length; index += 1) least = Math.min(least, at(values, index));
  return least;
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let index = 0; index < a.length; index += 1) sum += at(a, index) * at(b, index);
  return sum;
}

/** The product of each with a vector, two at a time: a sum waits for its own last addition alone. */
export function dots(others: readonly Float64Array[], vector: Float64Array): number[] {
  const products: number[] = [];
  for (let place = 0; place + 1 < others.length; place += 2) {
    const [a, b] = [others[place] as Float64Array, others[place + 1] as Float64Array];
    let [first, second] = [0, 0];
    for (let index = 0; index < vector.length; index += 1) {
      first += at(a, index) * at(vector, index);
      second += at(b, index) * at(vector, index);
    }
    products.push(first, second);
  }
  if (others.length % 2 === 1) products.push(dot(others.at(-1) as Float64Array, vector));
  return products;
}

/** `target += factor * source`, in place. */
export function addScaled(target: Float64Array, factor: number, source: Float64Array): void {
  for (let index = 0; index < target.length; index += 1)
    target[index] = at(target, index) + factor * at(source, index);
}

/** `target *= factor`, in place. */
export function scale(target: Float64Array, factor: number): void {
  for (let index = 0; index < target.length; index += 1) target[index] = at(target, index) * factor;
}

/** @returns `NaN` for nothing. */
export function mean(values: Float64Array | readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
