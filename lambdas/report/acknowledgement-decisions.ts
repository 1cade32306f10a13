import { counted } from '../domain/format.ts';
import type { Assessment } from '../domain/records/assessment.ts';
import type { OpenDecision } from './decision-facts.ts';

interface AcknowledgementFacts {
  acknowledgements: Assessment['acknowledgements'];
  acknowledgementIssues: NonNullable<Assessment['acknowledgementIssues']>;
}

/** Which acknowledgements a person has to see to: those that hold for nothing, and what is none. */
export const acknowledgementDecisions = (facts: AcknowledgementFacts): OpenDecision[] => [
  ...endedAcknowledgements(facts.acknowledgements),
  ...brokenAcknowledgements(facts.acknowledgementIssues),
];

function endedAcknowledgements(list: AcknowledgementFacts['acknowledgements']): OpenDecision[] {
  return list
    .filter(({ state }) => state !== 'in-force')
    .map(({ target, state, reason, until }) => ({
      urgency: 'this-week',
      what: `Renew or remove the acknowledgement of ${target}`,
      why:
        state === 'expired'
          ? `It ended on ${until.slice(0, 10)}: ${reason}`
          : 'It matches no host of the fleet.',
      hosts: [],
      members: [],
    }));
}

/** They accept nothing, so that somebody waits in vain for silence. */
function brokenAcknowledgements(issues: AcknowledgementFacts['acknowledgementIssues']): OpenDecision[] {
  const [first] = issues;
  if (first === undefined) return [];
  const { file, line, path, message } = first;
  const reason = [`${file}:${line}`, path, message].filter((part) => part !== '').join(': ');
  return [
    {
      urgency: 'this-week',
      what: `Mend ${counted(issues.length, 'object')} of the archive's acknowledgements`,
      why: `What can't be read as an acknowledgement accepts nothing. ${issues.length === 1 ? 'It is' : 'The first is'} ${reason}.`,
      hosts: [],
      members: [],
    },
  ];
}
