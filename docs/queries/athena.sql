-- Written by `npm run schemas` from the schemas of the records.

-- Run each statement by itself, with the names of your bucket, account and region. A fleet with a name has its
-- folder before the account: samples/fleet=NAME/account=…/

CREATE EXTERNAL TABLE samples (
  `schema` bigint,
  runAt string,
  hostId string,
  accountId string,
  region string,
  availabilityZone string,
  `role` string,
  `name` string,
  outcome string,
  `source` string,
  probe string,
  takenAt string,
  kernel struct<`release`:string,bootId:string,uptimeSeconds:double,pageBytes:bigint,cpuCount:bigint,memoryTotalBytes:bigint,memoryAvailableBytes:bigint>,
  tcp struct<inUse:bigint,`orphan`:bigint,timeWait:bigint,allocated:bigint,inUse6:bigint,memoryPages:bigint,memoryLowPages:bigint,memoryPressurePages:bigint,memoryHighPages:bigint,pressureEvents:bigint,abortsOnMemory:bigint,orphansMaximum:bigint>,
  udp struct<inUse:bigint,memoryPages:bigint>,
  localPorts struct<`first`:bigint,`last`:bigint>,
  processes array<struct<pid:bigint,`state`:string,version:string,package:string,startedAt:string,uptimeSeconds:double,openFiles:bigint,maxOpenFiles:bigint,residentBytes:bigint,deadSockets:bigint,swapBytes:bigint,memoryLimitBytes:bigint,cpuSecondsCumulative:double,stoppingSeconds:double,sockets:struct<established:bigint,connecting:bigint,closing:bigint,closeWait:bigint,finWait:bigint,listening:bigint>,udpSockets:bigint,connections:struct<`current`:bigint,`max`:bigint,currentTls:bigint,cumulative:bigint>,requestsCumulative:bigint,bytesOutCumulative:bigint,streams:struct<total:bigint,untimed:bigint,stuck:bigint,stuckOlderThan:struct<`1h`:bigint,`6h`:bigint,`24h`:bigint,`7d`:bigint>,oldestStuckSeconds:double,scan:string>,pools:struct<allocatedBytes:bigint,usedBytes:bigint>,config:struct<`hash`:string,clientTimeoutSeconds:double,serverTimeoutSeconds:double,tunnelTimeoutSeconds:double,untimedProxies:bigint,clientTcpUserTimeoutSeconds:double,serverTcpUserTimeoutSeconds:double,hardStopAfterSeconds:double>,`count`:bigint>>,
  notes array<string>,
  reason string
)
PARTITIONED BY (account string, aws_region string, `date` string)
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
WITH SERDEPROPERTIES ('case.insensitive' = 'true', 'ignore.malformed.json' = 'true')
LOCATION 's3://BUCKET/samples/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.account.type' = 'enum',
  'projection.account.values' = '111122223333',
  'projection.aws_region.type' = 'enum',
  'projection.aws_region.values' = 'eu-west-1',
  'projection.date.type' = 'date',
  'projection.date.format' = 'yyyy-MM-dd',
  'projection.date.range' = '2026-01-01,NOW',
  'storage.location.template' = 's3://BUCKET/samples/account=${account}/region=${aws_region}/date=${date}/'
);

CREATE EXTERNAL TABLE bins (
  `schema` bigint,
  derivation bigint,
  binAt string,
  hostId string,
  accountId string,
  region string,
  availabilityZone string,
  `role` string,
  `name` string,
  sampled bigint,
  unreachable bigint,
  malformed bigint,
  usable boolean,
  hostUsable boolean,
  events array<string>,
  segment string,
  hostSegment string,
  version string,
  package string,
  config struct<clientTimeoutSeconds:double,serverTimeoutSeconds:double,tunnelTimeoutSeconds:double,untimedProxies:double,clientTcpUserTimeoutSeconds:double,serverTcpUserTimeoutSeconds:double,hardStopAfterSeconds:double>,
  ageSeconds double,
  pageBytes double,
  cpuCount double,
  pressureBytes double,
  highBytes double,
  longestTimeoutSeconds double,
  maxConnections double,
  maxOpenFiles double,
  memoryLimitBytes double,
  orphansMaximum double,
  localPorts double,
  memoryBytes double,
  unlistedSockets double,
  allocatedSockets double,
  orphans double,
  udpMemoryBytes double,
  timeWaitSockets double,
  deadSockets double,
  stuckStreams double,
  oldStuckStreams double,
  untimedStreams double,
  streams double,
  connections double,
  ownSockets double,
  closeWaitSockets double,
  udpSockets double,
  openFiles double,
  poolUsedBytes double,
  residentBytes double,
  excessCloseWaitSockets double,
  excessOpenFiles double,
  stoppingWorkers double,
  stoppingDeadSockets double,
  stoppingOpenFiles double,
  stoppingResidentBytes double,
  oldestStoppingSeconds double,
  allOpenFiles double,
  allDeadSockets double,
  allSockets double,
  allCloseWaitSockets double,
  allResidentBytes double,
  connectionsPerSecond double,
  requestsPerSecond double,
  bytesOutPerSecond double,
  cpuPerSecond double,
  pressureEvents double,
  notes array<string>
)
PARTITIONED BY (account string, aws_region string, `date` string)
ROW FORMAT SERDE 'org.openx.data.jsonserde.JsonSerDe'
WITH SERDEPROPERTIES ('case.insensitive' = 'true', 'ignore.malformed.json' = 'true')
LOCATION 's3://BUCKET/bins/'
TBLPROPERTIES (
  'projection.enabled' = 'true',
  'projection.account.type' = 'enum',
  'projection.account.values' = '111122223333',
  'projection.aws_region.type' = 'enum',
  'projection.aws_region.values' = 'eu-west-1',
  'projection.date.type' = 'date',
  'projection.date.format' = 'yyyy-MM-dd',
  'projection.date.range' = '2026-01-01,NOW',
  'storage.location.template' = 's3://BUCKET/bins/account=${account}/region=${aws_region}/date=${date}/'
);
