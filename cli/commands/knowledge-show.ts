import { Command } from 'commander';
import { getLatestKnowledge } from '../../lambdas/aws/s3-knowledge.ts';
import { sha256Of } from '../../lambdas/aws/sha256.ts';
import { printJson } from '../../lambdas/domain/records/ndjson.ts';
import { builtInKnowledge } from '../../lambdas/knowledge/built-in.ts';
import { printKnowledge } from '../../lambdas/knowledge/knowledge-document.ts';
import { DEPLOYMENT_OPTIONS, type DeploymentOptions, withDeploymentOptions } from '../deployment.ts';
import { deployedBucket } from '../knowledge/deployed-bucket.ts';
import { knowledgeState } from '../knowledge/knowledge-state.ts';
import { refuseTogether, refuseWithout } from '../options-need.ts';
import { examples } from '../text/invocation.ts';
import { renderState } from '../text/knowledge.ts';
import { columns } from '../text/terminal.ts';

interface ShowOptions extends DeploymentOptions {
  json?: true;
  document?: true;
}

/** `auditor knowledge show`: which knowledge is in force, and how old it is; without a bucket, what is built in. */
export function knowledgeShowCommand(now: () => Date): Command {
  const command = new Command('show')
    .description('show which knowledge is used, how old it is and how much it has')
    .option('--json', 'print it as JSON')
    .option('--document', 'print the knowledge that is used, as a document to push or to score with')
    .addHelpText(
      'after',
      examples(
        ['What is built in; AWS is not asked', 'knowledge show'],
        ['What a deployment uses', 'knowledge show --outputs outputs.json'],
        ['As a document', 'knowledge show --document > knowledge.json'],
      ),
    );
  return withDeploymentOptions(command).action(async (options: ShowOptions, command: Command) => {
    const isDeployed = options.outputs !== undefined || options.bucket !== undefined;
    refuseTogether(['json', 'document'], command);
    if (!isDeployed) refuseWithout('--outputs or --bucket', DEPLOYMENT_OPTIONS, command);
    const place = isDeployed ? deployedBucket(options, command) : null;
    const archived = place && (await getLatestKnowledge(place.s3, place.bucket));
    const { chosen, state } = knowledgeState(builtInKnowledge(sha256Of), archived, now());
    if (options.document) process.stdout.write(printKnowledge(chosen.knowledge));
    else
      process.stdout.write(
        options.json ? `${printJson(state, 2)}\n` : renderState(state, columns(process.stdout)),
      );
  });
}
