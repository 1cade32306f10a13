import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MAIN } from '../cli/auditor.ts';
import { repositoryRoot } from '../files.ts';

const PAGE = join(repositoryRoot, 'docs/anywhere.md');

/** The blocks of code below a heading of docs/anywhere.md, in their order. */
export function blocks(heading: string, language: string): string[] {
  const text = readFileSync(PAGE, 'utf8');
  const [, part] = text.split(`\n## ${heading}\n`);
  const section = part?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].flatMap(([, of, code = '']) =>
    of === language ? [code] : [],
  );
}

/** Writes programs that a person has on the path: this command line under its names, and others as given (shell). */
export function installPrograms(folder: string, others: Readonly<Record<string, string>> = {}): void {
  const auditor = `exec ${process.execPath} ${MAIN} "$@"`;
  const programs = {
    auditor,
    npx: `[ "$1" = haproxy-fleet-auditor ] || exit 127; shift; ${auditor}`,
    ...others,
  };
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, name), 0o755);
  }
}
