import * as z from 'zod';

/** How a rule's target forms what it is sent, as CloudFormation has it. */
export const TargetInput = z.object({
  InputPath: z.string().optional(),
  InputTransformer: z
    .object({
      // "You can define up to 100 variables"
      InputPathsMap: z.record(z.string(), z.string()).refine((paths) => Object.keys(paths).length <= 100),
      // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_InputTransformer.html
      InputTemplate: z.string().min(1).max(8192),
    })
    .optional(),
});
export type TargetInput = z.infer<typeof TargetInput>;

/**
 * What a target gets of an event: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 *
 * "EventBridge doesn't escape values extracted by Input Path, when populating the Input Template for a target." A variable
 * that stands for itself gets its quotes; within a string it is put in as it is.
 */
export function targetInput(event: object, { InputPath, InputTransformer }: TargetInput): string {
  if (InputPath !== undefined) return JSON.stringify(valueAt(event, InputPath));
  if (InputTransformer === undefined) return JSON.stringify(event);
  const { InputPathsMap: paths, InputTemplate: template } = InputTransformer;
  let isInString = false;
  return template.replaceAll(/\\.|"|<([\w.-]+)>/g, (token, name: string | undefined) => {
    if (token === '"') isInString = !isInString;
    if (name === undefined) return token;
    const value = paths[name] === undefined ? undefined : valueAt(event, paths[name]);
    // "that variable isn't created and won't appear in the output"
    if (value === undefined) return '';
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return typeof value === 'string' && !isInString ? `"${text}"` : text;
  });
}

/** Dots and names alone. */
export const valueAt = (event: object, path: string): unknown =>
  path
    .replace(/^\$\.?/, '')
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], event);
