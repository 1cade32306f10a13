import { printJson } from './ndjson.ts';

/**
 * JSON of an object as {@link printJson} prints it, and a line's end, in parts: the elements of its lists one by one, since all of them may
 * be more than a text has room for. It can be gone through again.
 */
export const jsonParts = (object: object, indent: number): Iterable<string> => ({
  [Symbol.iterator]: () => parts(object, indent),
});

function* parts(object: object, indent: number): Generator<string> {
  const lineAt = (depth: number) => `\n${' '.repeat(depth * indent)}`;
  const printed = (value: unknown, depth: number) => printJson(value, indent).replaceAll('\n', lineAt(depth));
  let before = '{';
  for (const [name, value] of Object.entries(object)) {
    if (value === undefined) continue;
    yield `${before}${lineAt(1)}${printJson(name)}: `;
    before = ',';
    if (Array.isArray(value) && value.length > 0) {
      for (const [index, element] of value.entries()) {
        yield `${index === 0 ? '[' : ','}${lineAt(2)}${printed(element, 2)}`;
      }
      yield `${lineAt(1)}]`;
    } else {
      yield printed(value, 1);
    }
  }
  yield before === '{' ? '{}\n' : '\n}\n';
}
