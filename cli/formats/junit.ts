import type { AssessedHost, Assessment } from '../../lambdas/domain/records/assessment.ts';
import { fullId } from '../../lambdas/domain/records/host-key.ts';
import { isJudged } from '../../lambdas/domain/records/verdict.ts';
import { VERDICT_MEANINGS } from '../../lambdas/domain/scoring/verdict-words.ts';
import { distinctNames, type LabelOf } from '../../lambdas/report/reported-hosts.ts';
import { visible } from '../text/terminal.ts';
import { shownFinding } from './shown-finding.ts';

/**
 * The assessment as JUnit's XML in the form that Jenkins, GitLab and GitHub's reporters read: a suite a cohort, a case a
 * host. A host that leaks or may fails; one that can't be judged, and one whose finding is accepted, is skipped.
 */
export function junit({ assessedAt, hosts }: Assessment): string {
  const nameOf = distinctNames(hosts);
  const suites = [...Map.groupBy(hosts, ({ cohort }) => cohort)].map(([cohort, of]) => {
    const cases = of.map((host) => caseOf(host, nameOf));
    return {
      cases,
      xml: element(
        'testsuite',
        { name: cohort, ...countsOf(cases), time: '0', timestamp: assessedAt.replace(/\.\d+|Z$/g, '') },
        cases.map(({ xml }) => xml).join(''),
      ),
    };
  });
  const counts = countsOf(suites.flatMap(({ cases }) => cases));
  const body = suites.map(({ xml }) => xml).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', { name: 'haproxy-fleet-auditor', ...counts, time: '0' }, body)}`;
}

interface TestCase {
  readonly result: 'passed' | 'failed' | 'skipped';
  readonly xml: string;
}

function caseOf(host: AssessedHost, nameOf: LabelOf): TestCase {
  const { result, body } = resultOf(host);
  const name = nameOf(host);
  const attributes = { name, classname: host.cohort, time: '0' };
  return { result, xml: element('testcase', attributes, body) };
}

function resultOf(host: AssessedHost): { result: TestCase['result']; body: string } {
  const shown = shownFinding(host);
  if (host.acknowledgement !== null && shown !== null) {
    const { reason, until } = host.acknowledgement;
    return {
      result: 'skipped',
      body: element('skipped', { message: `accepted until ${until}: ${reason}` }, ''),
    };
  }
  if (shown !== null) {
    const { headline, evidence, advice } = shown.text;
    const text = escaped(`Evidence: ${evidence}\nWhat to do: ${advice}\nHost: ${visible(fullId(host))}\n`);
    return { result: 'failed', body: element('failure', { message: headline, type: shown.verdict }, text) };
  }
  if (isJudged(host)) return { result: 'passed', body: '' };
  const message = `${host.verdict}: ${VERDICT_MEANINGS[host.verdict]}`;
  return { result: 'skipped', body: element('skipped', { message }, '') };
}

function countsOf(cases: readonly TestCase[]): Record<'tests' | 'failures' | 'errors' | 'skipped', string> {
  const count = (result: TestCase['result']) => `${cases.filter((one) => one.result === result).length}`;
  return { tests: `${cases.length}`, failures: count('failed'), errors: '0', skipped: count('skipped') };
}

/**
 * @param attributes of any text: XML has no character at all for most controls, and they become `?`
 * @param body as XML
 */
function element(name: string, attributes: Readonly<Record<string, string>>, body: string): string {
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(visible(value))}"`);
  return body === '' ? `<${name}${list.join('')}/>\n` : `<${name}${list.join('')}>\n${body}</${name}>\n`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Of printable text. */
const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
