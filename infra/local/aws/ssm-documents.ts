import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { DocumentDescription, GetDocumentCommandOutput } from '@aws-sdk/client-ssm';
import * as z from 'zod';
import { previousProbeDocument } from '../../../lambdas/probe/previous-document.ts';
import { probeDocument } from '../../../lambdas/probe/probe-document.ts';
import { AwsError } from './aws-error.ts';
import { parseInput } from './constraints.ts';
import { CreateDocumentInput, NamedDocumentInput } from './ssm-inputs.ts';

/** Documents of 64 KB at most. */
const DOCUMENT_LIMIT_BYTES = 64 * 1024;
const RESERVED_NAME = /^(aws|amazon|amzn|AWSEC2|AWSConfigRemediation|AWSSupport)/i;

const Content = z.object({
  schemaVersion: z.literal('2.2'),
  description: z.string().optional(),
  parameters: z
    .record(
      z.string(),
      z.object({
        type: z.string(),
        description: z.string().optional(),
        default: z.unknown().optional(),
        allowedValues: z.array(z.string()).optional(),
        allowedPattern: z.string().optional(),
      }),
    )
    .default({}),
  mainSteps: z
    .array(
      z.object({
        action: z.string(),
        name: z.string(),
        inputs: z.looseObject({ timeoutSeconds: z.coerce.string().optional() }),
      }),
    )
    .min(1),
});
type Content = z.infer<typeof Content>;

export interface CommandDocument {
  readonly name: string;
  readonly content: Content;
  readonly text: string;
  readonly createdAt: Date;
  /** Whether it is the checked-in probe, or the one before it: a host of the endpoint answers to no other. */
  readonly isProbe: boolean;
}

export interface Documents {
  /** The one version that a document has here; throws InvalidDocument or InvalidDocumentVersion. */
  get(name: string, version?: string): CommandDocument;
  create(input: unknown): { DocumentDescription: DocumentDescription };
  describe(input: unknown): { Document: DocumentDescription };
  content(input: unknown): Omit<GetDocumentCommandOutput, '$metadata'>;
}

/** The account's SSM documents, each of one version. */
export function createDocuments(
  initial: ReadonlyMap<string, string>,
  account: { readonly accountId: string; readonly now: () => Date },
): Documents {
  const documents = new Map(
    [...initial].map(([name, text]) => [name, read(name, text, account.now())] as const),
  );

  function get(name: string, version?: string): CommandDocument {
    const document = documents.get(name.replace(/^arn:aws:ssm:[^:]*:[^:]*:document\//, ''));
    if (!document) throw new AwsError('InvalidDocument', `Document with name ${name} does not exist.`);
    if (version !== undefined && !['1', '$LATEST', '$DEFAULT'].includes(version)) {
      const message = `Document with name ${name} and version ${version} does not exist.`;
      throw new AwsError('InvalidDocumentVersion', message);
    }
    return document;
  }

  return {
    get,
    create(input) {
      const { Name, Content: text, DocumentType } = parseInput(CreateDocumentInput, input);
      if (RESERVED_NAME.test(Name)) {
        throw new AwsError('ValidationException', `Document name ${Name} has a prefix that AWS reserves.`);
      }
      if (Buffer.byteLength(text) > DOCUMENT_LIMIT_BYTES) {
        throw new AwsError('MaxDocumentSizeExceeded', 'The size limit of a document is 64 KB.');
      }
      if (documents.has(Name)) {
        throw new AwsError('DocumentAlreadyExists', `Document with same name ${Name} already exists`);
      }
      if (DocumentType !== 'Command') {
        throw new AwsError(
          'InvalidDocumentContent',
          `A ${DocumentType} document cannot be sent as a command.`,
        );
      }
      const document = read(Name, text, account.now());
      documents.set(Name, document);
      return { DocumentDescription: description(document, account.accountId) };
    },
    describe(input) {
      const { Name, DocumentVersion } = parseInput(NamedDocumentInput, input);
      return { Document: description(get(Name, DocumentVersion), account.accountId) };
    },
    content(input) {
      const { Name, DocumentVersion } = parseInput(NamedDocumentInput, input);
      const { name, text, createdAt } = get(Name, DocumentVersion);
      return {
        Name: name,
        Content: text,
        CreatedDate: createdAt,
        DocumentFormat: 'JSON',
        DocumentType: 'Command',
        DocumentVersion: '1',
        Status: 'Active',
      };
    },
  };
}

/** SSM's own hash of a content; whether AWS hashes the same bytes is not documented. */
export const documentHash = (text: string): string => createHash('sha256').update(text).digest('hex');

function read(name: string, text: string, createdAt: Date): CommandDocument {
  const invalid = (reason: string) => new AwsError('InvalidDocumentContent', reason);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw invalid('JSON not well-formed.');
  }
  const content = Content.safeParse(json);
  if (!content.success) throw invalid(z.prettifyError(content.error));
  return { name, text, content: content.data, createdAt, isProbe: isProbe(json) };
}

const isProbe = (json: unknown): boolean =>
  [probeDocument(), previousProbeDocument()].some((document) => isDeepStrictEqual(json, document));

function description(
  { name, text, content, createdAt }: CommandDocument,
  accountId: string,
): DocumentDescription {
  return {
    Name: name,
    Hash: documentHash(text),
    HashType: 'Sha256',
    CreatedDate: createdAt,
    Status: 'Active',
    DocumentVersion: '1',
    LatestVersion: '1',
    DefaultVersion: '1',
    Owner: accountId,
    DocumentType: 'Command',
    DocumentFormat: 'JSON',
    SchemaVersion: content.schemaVersion,
    PlatformTypes: ['Linux'],
    ...(content.description && { Description: content.description }),
  };
}
