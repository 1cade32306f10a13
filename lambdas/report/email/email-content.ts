import { counted } from '../../domain/format.ts';
import { RISK_MEANING } from '../../domain/scoring/risk-words.ts';
import { localMinute } from '../local-time.ts';
import type { Report } from '../report.ts';
import { dataAge, knowledgeAge, placeWords } from '../words.ts';
import { advisorySection } from './advisory-section.ts';
import type { EmailContent, EmailSection } from './blocks.ts';
import { firstScreen } from './first-screen.ts';
import { acknowledgedSection, branchSection, coverageSection, releaseSection } from './fleet-sections.ts';
import {
  findingSection,
  mitigationSection,
  nearLimitSection,
  planSection,
  verificationSection,
} from './host-sections.ts';

/** Where the full report can be read: in the archive, or beside the e-mail where there is no link. */
export interface FullReport {
  url: string;
}

/** What the e-mail says. Where all is well, that is short. */
export function emailContent(report: Report, fullReport: FullReport | null): EmailContent {
  const { headline, fleetName, week, subject } = report;
  const place = placeWords(report).join(', ');
  const chosen = report.isAllWell ? shortSections(report) : allSections(report);
  const sections = chosen.filter((section) => section !== null);
  const named = advisorySection(sections, report);
  return {
    title: subject,
    tone: headline.tone,
    headline: headline.text,
    detail: headline.detail,
    about: `HAProxy fleet${fleetName === undefined ? '' : ` ${fleetName}`}${place === '' ? '' : ` of ${place}`}; week ${week.name}`,
    sections: named === null ? sections : [...sections, named],
    link: fullReport && { text: 'Open the full report', url: fullReport.url },
    footer: footerOf(report),
  };
}

function allSections(report: Report): (EmailSection | null)[] {
  return [
    ...firstScreen(report),
    findingSection(report),
    nearLimitSection(report),
    releaseSection(report),
    planSection(report),
    verificationSection(report),
    mitigationSection(report),
    branchSection(report),
    coverageSection(report),
    acknowledgedSection(report),
  ];
}

const shortSections = (report: Report): (EmailSection | null)[] => [
  branchSection(report),
  coverageSection(report),
  acknowledgedSection(report),
];

function footerOf({ week, age, fleet }: Report): string[] {
  return [
    `Judged on ${localMinute(week.to, week.timeZone)}. ${dataAge(age.dataSeconds)}`,
    knowledgeAge(age),
    `The attached hosts.csv lists all ${counted(fleet.hosts, 'host')}. ${RISK_MEANING}. Times to a limit have their 95% interval in brackets.`,
    'Sent by haproxy-fleet-auditor. Replies to this address are not read.',
  ];
}
