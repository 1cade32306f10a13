import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import biome from '../biome.json' with { type: 'json' };
import manifest from '../package.json' with { type: 'json' };
import { repositoryRoot } from './files.ts';

const read = (path: string) => readFileSync(join(repositoryRoot, path), 'utf8');
const guide = read('CONTRIBUTING.md');

/** Each recipe by its heading. */
const recipes = (guide.split('## Recipes\n')[1] ?? '').split(/^### /m).slice(1);

/** What stands in code and looks like a path from the root: with a slash and no blank, or a file's name. */
const pathsIn = (markdown: string): string[] =>
  [...markdown.matchAll(/`([\w@.-]+(?:\/[\w@.-]+)*\/?)`/g)]
    .map(([, path]) => path ?? '')
    .filter((path) => /\//.test(path) || /\.(json|md|sh|ts|yml)$/.test(path));

describe('CONTRIBUTING.md', () => {
  it('names only files and folders that exist', () => {
    const named = pathsIn(guide).filter((path) => path !== 'bins/');
    expect(named.length).toBeGreaterThan(70);
    expect(named.filter((path) => !existsSync(join(repositoryRoot, path)))).toEqual([]);
  });

  it('is searched for every path that it names, and for nothing else', () => {
    expect(pathsIn('1. `lambdas/domain/checks/`: then `score.ts`, not `npm run score` or `null`.')).toEqual([
      'lambdas/domain/checks/',
      'score.ts',
    ]);
  });

  it('names only scripts that package.json has', () => {
    const named = [...guide.matchAll(/npm run (?:-s )?([\w:-]+)/g)].map(([, script]) => script ?? '');
    expect(named.length).toBeGreaterThan(5);
    expect(named.filter((script) => !(script in manifest.scripts))).toEqual([]);
  });

  it('has ten recipes', () => {
    expect(recipes).toHaveLength(10);
  });

  it.each(recipes.map((recipe) => ({ recipe, heading: recipe.split('\n')[0] })))(
    'says in each step of "$heading" what to touch or to run',
    ({ recipe }) => {
      const steps = recipe.split(/^(?=\d+\. )/m).slice(1);
      expect(steps.map((step) => Number.parseInt(step, 10))).toEqual(steps.map((_, index) => index + 1));
      expect(steps.length).toBeGreaterThan(3);
      expect(steps.filter((step) => !step.includes('`'))).toEqual([]);
      expect(pathsIn(recipe).length).toBeGreaterThan(2);
    },
  );
});

describe('.editorconfig', () => {
  it('tells editors what Biome formats', () => {
    const [, everywhere = ''] = read('.editorconfig').split('[*]\n');
    const { indentStyle, indentWidth, lineWidth } = biome.formatter;
    expect(everywhere).toContain(`indent_style = ${indentStyle}\nindent_size = ${indentWidth}\n`);
    expect(everywhere).toContain(`max_line_length = ${lineWidth}\n`);
  });
});
