import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ReviewedCommits } from '../lambdas/domain/releases/reviewed-commit.ts';
import { knowledge } from '../lambdas/knowledge/index.ts';
import { knowledgeCounts } from './knowledge-update/knowledge-counts.ts';

const path = join(import.meta.dirname, '../lambdas/knowledge/reviewed-commits.json');
const reviewed = ReviewedCommits.parse(JSON.parse(readFileSync(path, 'utf8')));
process.stdout.write(knowledgeCounts(knowledge.advisories, reviewed));
