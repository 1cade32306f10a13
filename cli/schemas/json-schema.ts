import * as z from 'zod';

/**
 * The JSON Schema (2020-12) of what a zod schema reads, with the descriptions and ids that stand in it. Of what zod says
 * twice once is enough: every whole number of JavaScript has its bounds, and a format of its own needs no pattern beside it.
 */
export function jsonSchemaOf(schema: z.ZodType, { keepsPatterns }: { keepsPatterns: boolean }) {
  return z.toJSONSchema(schema, {
    io: 'input',
    override: ({ jsonSchema }) => {
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.format !== undefined && !keepsPatterns) delete jsonSchema.pattern;
    },
  });
}
