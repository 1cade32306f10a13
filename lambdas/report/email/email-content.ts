import { counted, daysPhrase } from '../../domain/format.ts';
import { localMinute } from '../local-time.ts';
import type { Report } from '../report.ts';
import { dataAge, placeWords } from '../words.ts';
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
    about: `HAProxy fleet${fleetName === undefined ? '' : ` ${fleetName}`}${place === '' ? '' : ` of ${place}`}; week ${week.id}`,
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
  const { dataSeconds, knowledgeCheckedOn, knowledgeDays } = age;
  const knowledgeAge = knowledgeDays === 0 ? '' : `, ${daysPhrase(knowledgeDays)} before`;
  return [
    `Judged on ${localMinute(week.to, week.timeZone)}; ${dataAge(dataSeconds)}.`,
    `Releases and advisories were checked on ${knowledgeCheckedOn}${knowledgeAge}.`,
    `hosts.csv, attached, has each of the ${counted(fleet.hosts, 'host')}. Brackets are 95 % intervals; the score is probability times how soon it hurts, 0 to 100.`,
    'Written by haproxy-fleet-auditor from its archive alone; nobody reads answers to this address.',
  ];
}
