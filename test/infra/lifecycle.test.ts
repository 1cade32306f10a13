import { RemovalPolicy, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { describe, expect, it } from 'vitest';
import { INITIAL_MEMORY_QUOTA } from '../../infra/config/function-size.ts';
import { readConfig } from '../../infra/config.ts';
import { AlertTopics } from '../../infra/constructs/alert-topics.ts';
import { ArchiveBucket } from '../../infra/constructs/archive-bucket.ts';
import { FleetAuditorStack } from '../../infra/fleet-auditor-stack.ts';
import { leastConfig } from './least-config.ts';
import { templateWith, unbundledApp } from './template.ts';

interface Resource {
  readonly Type: string;
  readonly Properties?: object;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
}
type Resources = Readonly<Record<string, Resource>>;

const resourcesOf = (template: Template): Resources => template.toJSON().Resources;
const stackWith = (chosen: object = {}) =>
  new FleetAuditorStack(unbundledApp(), 'HaproxyFleetAuditor', {
    config: readConfig({ ...leastConfig, ...chosen }),
  });
const resources = resourcesOf(Template.fromStack(stackWith()));
const idsOf = (type: string, all = resources) => Object.keys(all).filter((id) => all[id]?.Type === type);

/** Everything that CloudFormation makes before a resource. */
function madeBefore(id: string, all: Resources, seen = new Set<string>()): ReadonlySet<string> {
  const { Properties = {}, DependsOn = [] } = all[id] ?? { Type: '' };
  const text = JSON.stringify(Properties);
  const referred = [...text.matchAll(/\{"(?:Ref":"|Fn::GetAtt":\[")(\w+)"/g)].map(([, name]) => name ?? '');
  for (const earlier of [...DependsOn, ...referred].filter((name) => all[name] && !seen.has(name))) {
    seen.add(earlier);
    madeBefore(earlier, all, seen);
  }
  return seen;
}

const OTHERS = [
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::SNS::TopicPolicy',
  'AWS::SES::EmailIdentity',
];

/** What a schedule would begin without. */
function missedBy(schedule: string, all: Resources): string[] {
  const made = madeBefore(schedule, all);
  const own = schedule.replace(/Schedule[0-9A-F]{8}$/, '');
  const due = [
    ...OTHERS.flatMap((type) => idsOf(type, all)),
    ...Object.keys(all).filter((id) => id.startsWith(`${own}ScheduleRole`)),
    ...idsOf('AWS::Lambda::Function', all).filter((id) => id.startsWith(own)),
  ];
  return due.filter((id) => !made.has(id));
}

describe('a first deployment', () => {
  const schedules = idsOf('AWS::Scheduler::Schedule');

  it('makes schedules last: nothing runs in one that is rolled back', () => {
    expect(schedules).toHaveLength(3);
    for (const schedule of schedules) expect(missedBy(schedule, resources)).toEqual([]);
  });

  it('makes the role of a schedule before the function, so that Scheduler may take it by its turn', () => {
    for (const schedule of schedules) {
      const role = Object.keys(resources).find(
        (id) =>
          id.startsWith(schedule.replace(/[0-9A-F]{8}$/, 'Role')) && resources[id]?.Type === 'AWS::IAM::Role',
      );
      const verb = schedule.replace(/Schedule[0-9A-F]{8}$/, 'Function');
      const [fn = ''] = idsOf('AWS::Lambda::Function').filter((id) => id.startsWith(verb));
      expect([...madeBefore(fn, resources)]).toContain(role);
    }
  });

  it('is missed where a schedule waits for nothing', () => {
    const hasty = stackWith();
    const schedule = hasty.node.findChild('AuditFleet').node.findChild('Schedule').node.findChild('Resource');
    (schedule as CfnSchedule).addOverride('DependsOn', []);
    const all = resourcesOf(Template.fromStack(hasty));
    const [id = ''] = idsOf('AWS::Scheduler::Schedule', all);
    expect(missedBy(id, all)).toEqual(expect.arrayContaining([expect.stringMatching(/^AlarmsHostLeaks/)]));
  });

  it('that is rolled back leaves nothing behind', () => {
    expect(Object.values(resources).filter(({ DeletionPolicy }) => DeletionPolicy === 'Retain')).toEqual([]);
  });

  it.each([{}, { largestFleet: 19_840 }, { largestFleet: 1, perHostMetrics: true }])(
    'asks for no more memory than a new account lets a function have, with %j',
    (chosen) => {
      const made = resourcesOf(Template.fromStack(stackWith(chosen)));
      const sizes = Object.values(made).flatMap(({ Properties = {} }) =>
        'MemorySize' in Properties ? [Number(Properties.MemorySize)] : [],
      );
      expect(sizes).toHaveLength(3);
      expect(Math.max(...sizes)).toBeLessThanOrEqual(INITIAL_MEMORY_QUOTA);
    },
  );
});

describe('what is left of a stack that is deleted', () => {
  const leftOf = (chosen: object) => {
    const all = resourcesOf(Template.fromStack(stackWith(chosen)));
    return Object.values(all)
      .filter(({ DeletionPolicy = 'Delete' }) => DeletionPolicy !== 'Delete')
      .map(({ Type }) => Type)
      .sort();
  };

  it('is the archive with its policy, and the logs of the three functions', () => {
    expect(leftOf({})).toEqual([
      'AWS::Logs::LogGroup',
      'AWS::Logs::LogGroup',
      'AWS::Logs::LogGroup',
      'AWS::S3::Bucket',
      'AWS::S3::BucketPolicy',
    ]);
  });

  it('is the logs where the bucket is an existing one', () => {
    expect(leftOf({ archiveBucketName: 'logs' })).toEqual(Array(3).fill('AWS::Logs::LogGroup'));
  });

  it('is nothing where that is configured', () => {
    expect(leftOf({ removalPolicy: 'destroy' })).toEqual([]);
  });
});

/** Keys that go with the stack while what they encrypt stays, which nobody can read then. */
function lostKeys(all: Resources): string[] {
  const kept = Object.values(all).filter(({ DeletionPolicy = 'Delete' }) => DeletionPolicy !== 'Delete');
  return idsOf('AWS::KMS::Key', all).filter(
    (id) => (all[id]?.DeletionPolicy ?? 'Delete') === 'Delete' && JSON.stringify(kept).includes(`"${id}"`),
  );
}

describe('a key', () => {
  it('goes with the stack, since nothing that stays is encrypted with it', () => {
    const keys = idsOf('AWS::KMS::Key');
    expect(keys.map((id) => resources[id]?.DeletionPolicy)).toEqual(['Delete']);
    expect(lostKeys(resources)).toEqual([]);
  });

  it('is found where an archive that stays were encrypted with it', () => {
    const template = templateWith((stack: Stack) => {
      const { page } = new AlertTopics(stack, 'Alerts', readConfig(leastConfig).alarms);
      new ArchiveBucket(stack, 'Archive', {
        retentionDays: 35,
        removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        keyArn: (page as Topic).masterKey?.keyArn,
      });
    });
    expect(lostKeys(resourcesOf(template))).toHaveLength(1);
  });
});
