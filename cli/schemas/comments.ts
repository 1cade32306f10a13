export interface JsonSchema {
  description?: string;
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  anyOf?: JsonSchema[];
}

/** The comments before each exported schema (`Interval`) and before each of its fields (`Assessment.fleet.score`). */
export function commentsOf(source: string): Map<string, string> {
  const comments = new Map<string, string>();
  const path: string[] = [];
  let text: string | null = null;
  for (const [, comment, exported, indent = '', field] of source.matchAll(
    /^ *\/\*\*([\s\S]*?)\*\/$|^export const (\w+)|^( +)(\w+):|^.*$/gm,
  )) {
    const name = exported ?? field;
    // Two spaces a level: a field stands in the fields around it, and these in the schema.
    if (name !== undefined) path.splice(indent.length / 2, Infinity, name);
    if (name !== undefined && text !== null) comments.set(path.join('.'), text);
    text =
      comment
        ?.replaceAll(/^\s*\* ?/gm, '')
        .replaceAll(/\s+/g, ' ')
        .trim() ?? null;
  }
  return comments;
}

/** Puts the comments where JSON Schema has descriptions. */
export function describe(part: JsonSchema, path: string, comments: ReadonlyMap<string, string>): void {
  const text = comments.get(path);
  if (text !== undefined) part.description = text;
  for (const fields of [part, part.items, ...(part.anyOf ?? [])]) {
    for (const [key, inner] of Object.entries(fields?.properties ?? {})) {
      describe(inner, `${path}.${key}`, comments);
    }
  }
}
