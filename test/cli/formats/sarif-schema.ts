import * as z from 'zod';

/**
 * What SARIF 2.1.0 has of the objects that are printed, with its required properties and enumerations, and nothing beside
 * them: https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json allows no other properties.
 */
const message = z.strictObject({ text: z.string().min(1) });
const level = z.enum(['none', 'note', 'warning', 'error']);
const properties = z.record(z.string(), z.unknown());
const uri = z.string().regex(/^([\w.~!$&'()*+,;=:@/-]|%[0-9A-F]{2})+$/);

const Rule = z.strictObject({
  id: z.string(),
  name: z.string().optional(),
  shortDescription: message.optional(),
  fullDescription: message.optional(),
  help: message.optional(),
  defaultConfiguration: z.strictObject({ level }).optional(),
  properties: properties.optional(),
});

const Location = z.strictObject({
  physicalLocation: z.strictObject({
    artifactLocation: z.strictObject({ uri }),
    region: z.strictObject({ startLine: z.int().min(1) }).optional(),
  }),
  logicalLocations: z
    .array(z.strictObject({ name: z.string(), fullyQualifiedName: z.string(), kind: z.string() }))
    .optional(),
});

const Result = z.strictObject({
  ruleId: z.string(),
  ruleIndex: z.int().min(-1),
  level,
  message,
  locations: z.array(Location),
  partialFingerprints: z.record(z.string(), z.string()),
  suppressions: z
    .array(
      z.strictObject({
        kind: z.enum(['inSource', 'external']),
        status: z.enum(['accepted', 'underReview', 'rejected']),
        justification: z.string(),
      }),
    )
    .optional(),
  properties: properties.optional(),
});

const Run = z.strictObject({
  tool: z.strictObject({
    driver: z.strictObject({ name: z.string(), semanticVersion: z.string(), rules: z.array(Rule) }),
  }),
  automationDetails: z.strictObject({ id: z.string() }),
  invocations: z.array(
    z.strictObject({
      executionSuccessful: z.boolean(),
      endTimeUtc: z.iso.datetime(),
      toolExecutionNotifications: z.array(z.strictObject({ level, message })),
    }),
  ),
  results: z.array(Result),
});

export const Sarif = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z.array(Run),
});

/**
 * What GitHub's code scanning asks for beyond that: a location for each result, its rule among the driver's, a
 * fingerprint, and no more than so many.
 * https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
 * https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/results-exceed-limit
 */
export const CodeScanning = Sarif.extend({
  runs: z
    .array(
      Run.extend({
        results: z
          .array(
            Result.extend({
              locations: z.array(Location).min(1).max(1_000),
              partialFingerprints: z.object({ primaryLocationLineHash: z.string().min(1) }),
            }),
          )
          .max(25_000),
      }).refine(
        ({ tool, results }) =>
          results.every(({ ruleId, ruleIndex }) => tool.driver.rules[ruleIndex]?.id === ruleId),
        'a result has a rule that the driver does not have',
      ),
    )
    .max(20),
});
