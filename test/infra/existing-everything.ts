const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/01234567-89ab-cdef-0123-456789abcdef';

/** Everything that an account may have already, or ask for. */
export const EXISTING_EVERYTHING = {
  archiveBucketName: 'team-archive',
  archiveKeyArn: KEY,
  alarms: {
    page: { topicArn: 'arn:aws:sns:eu-west-1:111122223333:pager' },
    notify: { topicArn: 'arn:aws:sns:eu-west-1:111122223333:team', keyArn: KEY },
  },
  logKeyArn: KEY,
  logRetentionDays: 365,
  permissionsBoundaryArn: 'arn:aws:iam::111122223333:policy/edge',
  rolePath: '/teams/edge/',
  roleNamePrefix: 'edge-',
  tags: { team: 'edge', 'cost-centre': '4711' },
  vpc: { subnetIds: ['subnet-0123abcd', 'subnet-4567cdef'], securityGroupIds: ['sg-0123abcd'] },
} as const;
