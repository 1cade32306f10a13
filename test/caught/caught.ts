import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withSection } from '../bench/marked-section.ts';
import { repositoryRoot } from '../files.ts';
import { caughtSection } from './caught-section.ts';

/** `npm run caught`: writes what is seen to be caught into its page. */
const page = join(repositoryRoot, 'docs/reliability.md');
writeFileSync(page, withSection(readFileSync(page, 'utf8'), 'caught', caughtSection()));
