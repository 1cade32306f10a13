import * as z from 'zod';
import type { KnowledgeRefusal } from '../domain/records/knowledge-use.ts';
import { Advisory } from '../domain/releases/advisory.ts';
import type { Knowledge } from '../domain/releases/knowledge.ts';
import { DistributionPackage } from '../domain/releases/package-list.ts';
import { Branch } from '../domain/releases/release.ts';
import { contradictionIn } from './document-contradictions.ts';
import { unfitTextIn } from './document-texts.ts';

const SCHEMA = 1;

/** Everything that is known, in one document: what the archive holds below `knowledge/`. */
const KnowledgeDocument = z.strictObject({
  schema: z.literal(SCHEMA),
  checkedOn: z.iso.date(),
  branches: z.array(Branch).nonempty(),
  advisories: z.array(Advisory).min(1),
  packages: z.array(DistributionPackage),
});

/** The document of some knowledge: the same knowledge is the same bytes, wherever it was read from. */
export function printKnowledge({ checkedOn, branches, advisories, packages }: Knowledge): string {
  return `${JSON.stringify(sorted({ schema: SCHEMA, checkedOn, branches, advisories, packages }))}\n`;
}

/** Reads a document. Whoever writes it is not trusted: it holds what its schema says, and texts that can be printed. */
export function readKnowledge(text: string): { knowledge: Knowledge } | { refusal: KnowledgeRefusal } {
  const refused = (code: KnowledgeRefusal['code'], detail: string) => ({ refusal: { code, detail } });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refused('not-json', '');
  }
  const schema = z.object({ schema: z.int() }).safeParse(json).data?.schema;
  if (schema !== undefined && schema !== SCHEMA)
    return refused('unknown-schema', `schema ${schema}, read is ${SCHEMA}`);
  const parsed = KnowledgeDocument.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return refused('invalid', `${issue?.path.join('.') || 'the whole'}: ${issue?.message}`);
  }
  const { schema: _, ...knowledge } = parsed.data;
  const problem = unfitTextIn(knowledge) ?? contradictionIn(knowledge);
  return problem === null ? { knowledge } : refused('invalid', problem);
}

/** The same value, the fields of each object in the order of their names. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([name, part]) => [name, sorted(part)]));
}
