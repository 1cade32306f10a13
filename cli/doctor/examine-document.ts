import { DescribeDocumentCommand, InvalidDocument } from '@aws-sdk/client-ssm';
import { type Diagnosis, looking, type Patient } from './diagnosis.ts';

/** Is the probe's document there, and is it this version's? Its name carries the hash of what it runs. */
export const examineDocument = ({ ssm, documentName }: Patient): Promise<Diagnosis[]> =>
  looking('probe document', 'ssm:DescribeDocument', async () => {
    try {
      await ssm.send(new DescribeDocumentCommand({ Name: documentName }));
      return [{ check: 'probe document', state: 'ok', says: `${documentName} is there` }];
    } catch (error) {
      if (!(error instanceof InvalidDocument)) throw error;
      return [
        {
          check: 'probe document',
          state: 'problem',
          says: `no document ${documentName}`,
          fix: 'deploy the stack, from this version of the sources; or name the stack with --stack',
        },
      ];
    }
  });
