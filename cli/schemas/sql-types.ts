import * as z from 'zod';

/** What a JSON Schema says of a value, as far as a column's type goes. */
interface Node {
  type?: string | readonly string[];
  format?: string;
  const?: unknown;
  anyOf?: readonly Node[];
  oneOf?: readonly Node[];
  $ref?: string;
  items?: Node;
  properties?: Readonly<Record<string, Node>>;
}

/** A dialect's words for the types of the archive's records. */
export interface SqlTypes {
  readonly string: string;
  /** Of a string that is an instant such as `2026-11-22T16:05:00Z`. */
  readonly instant: string;
  readonly boolean: string;
  readonly integer: string;
  readonly number: string;
  list(element: string): string;
  struct(fields: readonly (readonly [name: string, type: string])[]): string;
}

/** The columns of a record, each with its type in the dialect: a column a key of its schema, in the schema's order. */
export function columnsOf(record: z.ZodType, types: SqlTypes): (readonly [name: string, type: string])[] {
  const { $defs = {}, ...schema } = z.toJSONSchema(record, { io: 'input' });
  return fieldsOf(schema as Node, $defs as Record<string, Node>, types);
}

type Definitions = Readonly<Record<string, Node>>;

function fieldsOf(
  node: Node,
  definitions: Definitions,
  types: SqlTypes,
): (readonly [name: string, type: string])[] {
  const shapes = node.oneOf ?? [node];
  const fields = new Map<string, string>();
  for (const shape of shapes) {
    for (const [name, value] of Object.entries(resolved(shape, definitions).properties ?? {})) {
      const type = typeOf(value, definitions, types);
      // What is always null in one outcome has its type in another.
      if (type !== null) fields.set(name, fields.get(name) ?? type);
    }
  }
  return [...fields];
}

/** `null` for what is always null. */
function typeOf(node: Node, definitions: Definitions, types: SqlTypes): string | null {
  const { type, anyOf, items, format, const: only } = resolved(node, definitions);
  if (anyOf !== undefined) {
    return anyOf.map((each) => typeOf(each, definitions, types)).find((found) => found !== null) ?? null;
  }
  const [name] = [type ?? []].flat().filter((each) => each !== 'null');
  switch (name) {
    case undefined:
      return null;
    case 'array':
      return types.list(typeOf(items ?? {}, definitions, types) ?? types.string);
    case 'object':
      return types.struct(fieldsOf(resolved(node, definitions), definitions, types));
    case 'string':
      return format === 'date-time' ? types.instant : types.string;
    case 'number':
      return Number.isInteger(only) ? types.integer : types.number;
    case 'boolean':
    case 'integer':
      return types[name];
    default:
      throw new Error(`no column has the type ${name}`);
  }
}

function resolved(node: Node, definitions: Definitions): Node {
  if (node.$ref === undefined) return node;
  const target = definitions[node.$ref.replace('#/$defs/', '')];
  if (target === undefined) throw new Error(`the schema has no ${node.$ref}`);
  return resolved(target, definitions);
}
