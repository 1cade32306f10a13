import { counted } from '../domain/format.ts';
import type { Assessment } from '../domain/records/assessment.ts';
import type { Decision } from './report.ts';

export interface AcknowledgementFacts {
  acknowledgements: Assessment['acknowledgements'];
  acknowledgementIssues: NonNullable<Assessment['acknowledgementIssues']>;
}

/** Which acknowledgements a person has to see to: those that hold for nothing, and what is none. */
export const acknowledgementDecisions = (facts: AcknowledgementFacts): Decision[] => [
  ...endedAcknowledgements(facts.acknowledgements),
  ...brokenAcknowledgements(facts.acknowledgementIssues),
];

function endedAcknowledgements(list: AcknowledgementFacts['acknowledgements']): Decision[] {
  return list
    .filter(({ state }) => state !== 'in-force')
    .map(({ target, state, reason, until }) => ({
      urgency: 'this-week',
      dueAt: null,
      what: `Renew or remove the acknowledgement of ${target}`,
      why:
        state === 'expired'
          ? `It held until ${until.slice(0, 10)}: ${reason}`
          : 'No host of the fleet matches it.',
      hosts: [],
    }));
}

/** They accept nothing, so that somebody waits in vain for silence. */
function brokenAcknowledgements(issues: AcknowledgementFacts['acknowledgementIssues']): Decision[] {
  const [first] = issues;
  if (first === undefined) return [];
  const { file, line, path, message } = first;
  const reason = [`${file}:${line}`, path, message].filter((part) => part !== '').join(': ');
  return [
    {
      urgency: 'this-week',
      dueAt: null,
      what: `Mend ${counted(issues.length, 'object')} of the archive's acknowledgements`,
      why: `What can't be read as an acknowledgement accepts nothing. ${issues.length === 1 ? 'It is' : 'The first is'} ${reason}.`,
      hosts: [],
    },
  ];
}
