import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../../package.json' with { type: 'json' };
import { repositoryAddress, withAbsoluteLinks } from './absolute-links.ts';
import { bundle } from './bundle.ts';

const REPOSITORY = join(import.meta.dirname, '../..');
const FOLDER = join(REPOSITORY, 'out/package');

/** Pages that the package's own page shows, or that lie beside it. */
const PAGES = ['README.md', 'CHANGELOG.md'];

/** Writes the folder that is published: what runs, and pages whose links work where there is no repository around them. */
async function stage(folder: string): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await bundle(join(folder, 'dist'));
  const { scripts: _, devDependencies: __, allowScripts: ___, ...published } = manifest;
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(published, null, 2)}\n`);
  cpSync(join(REPOSITORY, 'LICENSE'), join(folder, 'LICENSE'));
  const { version, repository }: { version: string; repository?: { url: string } } = manifest;
  if (repository === undefined)
    process.stderr.write('remark: package.json names no repository: links of the pages stay relative\n');
  for (const page of PAGES) {
    const text = readFileSync(join(REPOSITORY, page), 'utf8');
    const base = repository && { repository: repositoryAddress(repository.url), ref: `v${version}` };
    writeFileSync(join(folder, page), base === undefined ? text : withAbsoluteLinks(text, base));
  }
}

await stage(FOLDER);
