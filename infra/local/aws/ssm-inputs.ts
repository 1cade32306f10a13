import * as z from 'zod';

/** Constraints of the SSM API reference and its model; instants are seconds since 1970. */

const DocumentName = z.string().regex(/^[a-zA-Z0-9_\-.:/]{3,128}$/);
const CommandId = z.string().length(36);
const HostId = z.string().regex(/^(i-(\w{8}|\w{17})|mi-\w{17})$/);
const MaxResults = z.int().min(1).max(50).default(50);
const Filter = z.object({ key: z.string(), value: z.string().min(1) });

const Target = z.object({
  Key: z
    .string()
    .min(1)
    .max(163)
    .regex(/^[\p{L}\p{Z}\p{N}_.:/=\-@]*$|resource-groups:ResourceTypeFilters|resource-groups:Name/u),
  Values: z.array(z.string()).max(50),
});
export type Target = z.infer<typeof Target>;

export const SendCommandInput = z.object({
  InstanceIds: z.array(HostId).max(50).default([]),
  Targets: z.array(Target).max(5).default([]),
  DocumentName,
  DocumentVersion: z
    .string()
    .regex(/^([$]LATEST|[$]DEFAULT|^[1-9][0-9]*$)$/)
    .optional(),
  DocumentHash: z.string().max(256).optional(),
  DocumentHashType: z.enum(['Sha256', 'Sha1']).optional(),
  TimeoutSeconds: z.int().min(30).max(2_592_000).default(3600),
  Comment: z.string().max(100).default(''),
  Parameters: z.record(z.string(), z.array(z.string())).default({}),
  OutputS3BucketName: z.string().min(3).max(63).optional(),
  OutputS3KeyPrefix: z.string().max(500).optional(),
  MaxConcurrency: z
    .string()
    .min(1)
    .max(7)
    .regex(/^([1-9][0-9]*|[1-9][0-9]%|[1-9]%|100%)$/)
    .default('50'),
  MaxErrors: z
    .string()
    .min(1)
    .max(7)
    .regex(/^([1-9][0-9]*|[0]|[1-9][0-9]%|[0-9]%|100%)$/)
    .default('0'),
});
export type SendCommandInput = z.infer<typeof SendCommandInput>;

export const ListCommandsInput = z.object({
  CommandId: CommandId.optional(),
  InstanceId: HostId.optional(),
  MaxResults,
  NextToken: z.string().optional(),
  Filters: z.array(Filter).min(1).max(5).optional(),
});
export type ListCommandsInput = z.infer<typeof ListCommandsInput>;

export const ListCommandInvocationsInput = z.object({
  ...ListCommandsInput.shape,
  Details: z.boolean().default(false),
});
export type ListCommandInvocationsInput = z.infer<typeof ListCommandInvocationsInput>;

export const GetCommandInvocationInput = z.object({
  CommandId,
  InstanceId: HostId,
  PluginName: z.string().min(4).optional(),
});

export const NamedDocumentInput = z.object({
  Name: DocumentName,
  DocumentVersion: z
    .string()
    .regex(/^([$]LATEST|[$]DEFAULT|^[1-9][0-9]*$)$/)
    .optional(),
});

export const CreateDocumentInput = z.object({
  Content: z.string().min(1),
  Name: z.string().regex(/^[a-zA-Z0-9_\-.]{3,128}$/),
  DocumentType: z.string().default('Command'),
  DocumentFormat: z.enum(['YAML', 'JSON', 'TEXT']).default('JSON'),
});

export const DescribeInstanceInformationInput = z.object({
  MaxResults: z.int().min(5).max(50).default(10),
  NextToken: z.string().optional(),
  Filters: z
    .array(z.object({ Key: z.string().min(1), Values: z.array(z.string().min(1)).min(1).max(100) }))
    .default([]),
});
