import { Command } from 'commander';
import { sha256Of } from '../../lambdas/aws/sha256.ts';
import { knowledgeKey } from '../../lambdas/domain/records/archive.ts';
import { printJson } from '../../lambdas/domain/records/ndjson.ts';
import { builtInKnowledge } from '../../lambdas/knowledge/built-in.ts';
import { type DeploymentOptions, withDeploymentOptions } from '../deployment.ts';
import { deployedBucket } from '../knowledge/deployed-bucket.ts';
import { documentOf, readDocumentFiles } from '../knowledge/document-files.ts';
import { pushDocument } from '../knowledge/push-document.ts';
import { examples } from '../text/invocation.ts';
import { pushProblem, renderPush } from '../text/knowledge.ts';
import { columns, EXIT, visible } from '../text/terminal.ts';

interface PushOptions extends DeploymentOptions {
  json?: true;
}

/** `auditor knowledge push [FILE…]`: newer knowledge for the deployed functions, without a deployment. */
export function knowledgePushCommand(now: () => Date): Command {
  const command = new Command('push')
    .description('upload knowledge to the deployed bucket, where functions use it from their next run on')
    .argument(
      '[file...]',
      'a knowledge document, or a list of releases and one of advisories (default: what is built in)',
    )
    .option('--json', 'print what was done, or why not, as JSON')
    .addHelpText(
      'after',
      examples(
        ['The built-in knowledge of this version', 'knowledge push --outputs outputs.json'],
        ['A document', 'knowledge push knowledge.json --bucket my-archive'],
        ['Lists of a clone', 'knowledge push releases.json advisories.json --bucket my-archive'],
      ),
    );
  return withDeploymentOptions(command).action(
    async (files: string[], options: PushOptions, command: Command) => {
      const builtIn = builtInKnowledge(sha256Of);
      const document = files.length === 0 ? documentOf(builtIn.knowledge) : readDocumentFiles(files);
      if ('problem' in document) {
        if (options.json) print({ outcome: 'refused', reason: document.problem });
        return command.error(`error: ${visible(document.problem)}`, { exitCode: EXIT.usage });
      }
      const place = deployedBucket(options, command);
      const push = await pushDocument(place, document, builtIn, now());
      const { sha256, knowledge } = document;
      const pushed = { sha256, checkedOn: knowledge.checkedOn };
      const problem = pushProblem(push);
      if (options.json)
        print({
          ...push,
          ...pushed,
          bucket: place.bucket,
          key: knowledgeKey(sha256),
          ...(problem && { reason: problem }),
        });
      if (problem !== null) {
        const exitCode = push.outcome === 'refused' ? EXIT.usage : EXIT.failure;
        return command.error(`error: ${visible(problem)}`, { exitCode });
      }
      if (!options.json)
        process.stdout.write(renderPush(push, pushed, place.bucket, columns(process.stdout)));
    },
  );
}

const print = (value: object): boolean => process.stdout.write(`${printJson(value, 2)}\n`);
