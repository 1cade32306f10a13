import { Command } from 'commander';
import { examples } from '../text/invocation.ts';
import { knowledgePushCommand } from './knowledge-push.ts';
import { knowledgeShowCommand } from './knowledge-show.ts';

/** `auditor knowledge`: what is known of HAProxy's releases, here and in the deployed bucket. */
export function knowledgeCommand(now: () => Date = () => new Date()): Command {
  return new Command('knowledge')
    .description('show what is known of releases and bugs, or push it to the deployed bucket')
    .addCommand(knowledgeShowCommand(now))
    .addCommand(knowledgePushCommand(now))
    .addHelpText(
      'after',
      examples(
        ['How old the built-in knowledge is', 'knowledge show'],
        ['What the deployed functions find in their bucket', 'knowledge show --outputs outputs.json'],
        ['Give them the built-in knowledge of this version', 'knowledge push --outputs outputs.json'],
      ),
    );
}
