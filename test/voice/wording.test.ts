import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from '../files.ts';

/** Sentences that nobody on call should have to read, as they stood, and what finds each with any figures in it. */
const OLD_SENTENCES: readonly (readonly [string, RegExp])[] = [
  ['published nothing: no leak is found', /(?:published )?nothing: no leak is found/],
  ['it was found that it leaks; is step now', /was found that it leaks; is [\w-]+ now/],
  ['no host of 40 hosts leaks unknown to you', /leaks unknown to you/],
  ['nobody reads answers to this address', /nobody reads answers to this address/],
  ['alarms and a weekly report tell people', /alarms and a weekly report tell people/],
  [
    'lives through eight weeks of a simulated fleet',
    /lives? through (?:eight|the) weeks of a simulated fleet/,
  ],
  ['The same seed is the same story', /same seed is the same story/],
  ['As it happened', /As it happened/],
  ['What was really so', /What was really so/],
  ['medians of what stands, rates of what flows', /medians of what stands|rates of what flows/],
  ['is called that and not healthy', /is called that and not healthy/],
  ['is told as such', /is told as such/],
  ['says what is wrong with it, and what is hardly meant', /and what is hardly meant/],
  [
    'What a function failed to do twice lies for two weeks in its failure queue',
    /failed to do twice lies for two weeks/,
  ],
  ['what becomes of archive and logs with the stack', /what becomes of (?:the )?archive and logs/],
  ['Limit reached: 19 days (17 to 21)', /Limit reached: \S+ days|\d days \(\d+ to \d+\)/],
  ['The leak is known, HAPX-0001, and 2.8.11 has it', /The leak is known, HAPX-\d+, and/],
  [
    'Leaking although 2.8.13 is reported as fixed: its fix does not work',
    /although [\d.]+ is reported as fixed/,
  ],
  ['Fleet, and a week before: score 75 (68), 10 leaking (10)', /Fleet, and a week before:/],
  ['28 MiB since (95 % 26 to 30 MiB)', /\(95 % -?\d[^)]* to -?\d/],
  ['Of 2 hosts too little was seen to judge', /too little was seen to judge/],
  ['failing that restart by', /failing that restart/],
  ['How fast TCP memory grows can not be told', /How fast TCP memory grows can ?not be told/],
  ['it gets no fix any more, security included', /gets no fix any more/],
  ['against 3 hosts that kept their release growth changed by', /that kept their release growth changed by/],
  ['Effect beside others', /Effect beside others/],
];

/** Where words stand that a person reads: the sources, the documents, and every form as it is kept in the repository. */
const PLACES = ['lambdas', 'cli', 'infra', 'docs', 'test/fixtures/report'];
const FILES = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...PLACES.flatMap((place) =>
    readdirSync(join(repositoryRoot, place), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(?:ts|md|html|txt|json|svg)$/.test(name) && !name.includes('node_modules'))
      .map((name) => join(place, name)),
  ),
];
const texts = FILES.map((file) => ({ file, text: readFileSync(join(repositoryRoot, file), 'utf8') }));

/** The files in which a sentence stands, however its lines are broken. */
const filesWith = (pattern: RegExp, among = texts): string[] =>
  among
    .filter(({ text }) => pattern.test(text.replaceAll(/\s+(?:\*|\/\/)?\s*/g, ' ')))
    .map(({ file }) => file);

describe('a sentence that was rewritten', () => {
  it.each(OLD_SENTENCES)('stands nowhere any more: %s', (_, pattern) => {
    expect(filesWith(pattern)).toEqual([]);
  });

  it.each(OLD_SENTENCES)('would be found: %s', (sentence, pattern) => {
    const planted = [{ file: 'docs/planted.md', text: `It says:\n${sentence.replaceAll(' ', '\n ')}.\n` }];
    expect(filesWith(pattern, planted)).toEqual(['docs/planted.md']);
  });
});

it('percentages have no space before their sign wherever words are made', () => {
  // What is compared is the remainder of a division.
  const spaced = /[\d}] %(?!\w| \w+ [!=]==)/;
  const made = texts.filter(({ file }) => /^(?:lambdas|cli)\/.*\.ts$/.test(file));
  expect(
    filesWith(
      spaced,
      made.map(({ file, text }) => ({ file, text: withoutComments(text) })),
    ),
  ).toEqual([]);
  expect(
    filesWith(
      spaced,
      // A decision quotes how it was.
      texts.filter(({ file }) => /^(?!docs\/adr\/).*\.(?:html|txt|md)$/.test(file)),
    ),
  ).toEqual([]);
});

const withoutComments = (source: string): string => source.replaceAll(/\/\*.*?\*\/|\/\/[^\n]*/gs, '');
