/** Every chat and every pager. */
export const ALL_CHANNELS = {
  slack: { workspaceId: 'T012ABCDEFG', channelId: 'C012ABCDEFG' },
  teams: {
    teamId: '0a1b2c3d-0000-4000-8000-0123456789ab',
    tenantId: '0a1b2c3d-0000-4000-8000-abcdef012345',
    channelId: '19%3Aab6ef35dc342d56ba5654e6fc6d25a071%40thread.tacv2',
  },
  pagerDuty: { secretName: 'haproxy-auditor/pagerduty' },
  jiraServiceManagement: { secretName: 'haproxy-auditor/jira' },
} as const;
