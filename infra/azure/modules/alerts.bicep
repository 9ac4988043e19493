// Alert rules over the health of the app and the metrics of storage. Each names its runbook, a file of docs/runbooks.
import { Tags } from '../types.bicep'

param name string
param location string
param tags Tags
@description('The public address of the app.')
param address string
param applicationInsightsName string
param storageAccountName string
param emails string[]

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' existing = {
  name: storageAccountName
}

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(emails)) {
  name: '${name}-people'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'partners'
    enabled: true
    emailReceivers: [for email in emails: { name: email, emailAddress: email, useCommonAlertSchema: true }]
  }
}

var actions = empty(emails) ? [] : [people.id]

// A request from several regions every five minutes. The response is "healthy" only if storage responds, no message is in a poison
// queue, no orchestration has failed, and no payment needs a person.
resource healthTest 'Microsoft.Insights/webtests@2022-06-15' = {
  name: '${name}-health'
  location: location
  tags: union(tags, { 'hidden-link:${insights.id}': 'Resource' })
  kind: 'standard'
  properties: {
    SyntheticMonitorId: '${name}-health'
    Name: 'GET /api/health'
    Enabled: true
    Frequency: 300
    Timeout: 30
    Kind: 'standard'
    RetryEnabled: true
    // https://learn.microsoft.com/azure/azure-monitor/app/availability#location-population-tags
    Locations: [{ Id: 'emea-nl-ams-azr' }, { Id: 'emea-gb-db3-azr' }, { Id: 'us-va-ash-azr' }]
    Request: {
      RequestUrl: '${address}/api/health'
      HttpVerb: 'GET'
    }
    ValidationRules: {
      ExpectedHttpStatusCode: 200
      SSLCheck: true
      SSLCertRemainingLifetimeCheck: 14
      ContentValidation: {
        ContentMatch: '"status":"healthy"'
        PassIfTextFound: true
      }
    }
  }
}

resource health 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: '${name}-not-healthy'
  location: 'global'
  tags: tags
  properties: {
    description: 'GET /api/health does not respond with healthy. Read its reasons. Runbook: docs/runbooks/README.md'
    severity: 1
    enabled: true
    scopes: [healthTest.id, insights.id]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT15M'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.WebtestLocationAvailabilityCriteria'
      webTestId: healthTest.id
      componentId: insights.id
      failedLocationCount: 2
    }
    actions: [for action in actions: { actionGroupId: action }]
  }
}

// https://learn.microsoft.com/azure/azure-monitor/reference/supported-metrics/microsoft-storage-storageaccounts-metrics
var storageRules = [
  {
    name: 'storage-unavailable'
    description: 'Storage fails requests. Runbook: docs/runbooks/storage-unreachable.md'
    severity: 1
    metric: 'Availability'
    aggregation: 'Average'
    operator: 'LessThan'
    threshold: 99
    responseTypes: []
  }
  {
    name: 'storage-throttled'
    description: 'Storage throttles requests: a partition or the account is at its limit. Runbook: docs/runbooks/storage-unreachable.md'
    severity: 2
    metric: 'Transactions'
    aggregation: 'Total'
    operator: 'GreaterThan'
    threshold: 100
    responseTypes: ['ServerBusyError', 'ClientThrottlingError', 'ClientAccountRequestThrottlingError']
  }
]

resource storageAlerts 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for rule in storageRules: {
    name: '${name}-${rule.name}'
    location: 'global'
    tags: tags
    properties: {
      description: rule.description
      severity: rule.severity
      enabled: true
      scopes: [account.id]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            name: rule.name
            criterionType: 'StaticThresholdCriterion'
            metricNamespace: 'Microsoft.Storage/storageAccounts'
            metricName: rule.metric
            timeAggregation: rule.aggregation
            operator: rule.operator
            threshold: rule.threshold
            dimensions: empty(rule.responseTypes)
              ? []
              : [{ name: 'ResponseType', operator: 'Include', values: rule.responseTypes }]
          }
        ]
      }
      actions: [for action in actions: { actionGroupId: action }]
    }
  }
]

// The metric is updated once an hour.
resource backlog 'Microsoft.Insights/metricAlerts@2018-03-01' = {
  name: '${name}-backlog'
  location: 'global'
  tags: tags
  properties: {
    description: 'More than 10,000 messages wait in the queues. Runbook: docs/runbooks/poison-messages.md'
    severity: 3
    enabled: true
    scopes: ['${account.id}/queueServices/default']
    evaluationFrequency: 'PT15M'
    windowSize: 'PT1H'
    criteria: {
      'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
      allOf: [
        {
          name: 'messages'
          criterionType: 'StaticThresholdCriterion'
          metricNamespace: 'Microsoft.Storage/storageAccounts/queueServices'
          metricName: 'QueueMessageCount'
          timeAggregation: 'Average'
          operator: 'GreaterThan'
          threshold: 10000
        }
      ]
    }
    actions: [for action in actions: { actionGroupId: action }]
  }
}

module logAlerts 'log-alerts.bicep' = {
  name: 'log-alerts'
  params: {
    name: name
    location: location
    tags: tags
    applicationInsightsName: applicationInsightsName
    actions: actions
  }
}
