// Alert rules over the logs in Application Insights. Each names its runbook, a file of docs/runbooks.
import { Tags } from '../types.bicep'

param name string
param location string
param tags Tags
param applicationInsightsName string
@description('The ids of the action groups.')
param actions string[]

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

// Each query returns one column of numbers by time. Over the window, what is counted adds up (Total); of an age, a duration or a
// number of what waits, the highest counts (Maximum). A window of an hour and longer is looked at less often, which costs less.
var logRules = [
  {
    name: 'poison-messages'
    query: loadTextContent('../queries/poison-messages.kql')
    measure: 'Messages'
    aggregation: 'Total'
    description: 'Messages failed five times. Runbook: docs/runbooks/poison-messages.md'
    severity: 2
    window: 'PT15M'
    frequency: 'PT5M'
    operator: 'GreaterThan'
    threshold: 0
  }
  {
    name: 'oldest-message'
    query: loadTextContent('../queries/oldest-message.kql')
    measure: 'AgeSeconds'
    aggregation: 'Maximum'
    description: 'Messages waited for more than 15 minutes. Runbook: docs/runbooks/poison-messages.md'
    severity: 2
    window: 'PT15M'
    frequency: 'PT5M'
    operator: 'GreaterThan'
    threshold: 900
  }
  {
    name: 'slow-events'
    query: loadTextContent('../queries/slow-events.kql')
    measure: 'Seconds'
    aggregation: 'Maximum'
    description: 'Events took more than five minutes until they had their effect. Runbook: docs/runbooks/poison-messages.md'
    severity: 3
    window: 'PT15M'
    frequency: 'PT5M'
    operator: 'GreaterThan'
    threshold: 300
  }
  {
    name: 'overdue-approvals'
    query: loadTextContent('../queries/overdue-approvals.kql')
    measure: 'Approvals'
    aggregation: 'Maximum'
    description: 'More than five approvals wait although people were reminded. Runbook: docs/runbooks/overdue-approvals.md'
    severity: 3
    window: 'PT2H'
    frequency: 'PT1H'
    operator: 'GreaterThan'
    threshold: 5
  }
  {
    name: 'failed-orchestrations'
    query: loadTextContent('../queries/failed-orchestrations.kql')
    measure: 'Orchestrations'
    aggregation: 'Total'
    description: 'An orchestration failed. Runbook: docs/runbooks/stuck-orchestrations.md'
    severity: 2
    window: 'PT15M'
    frequency: 'PT5M'
    operator: 'GreaterThan'
    threshold: 0
  }
  {
    name: 'server-errors'
    query: loadTextContent('../queries/server-errors.kql')
    measure: 'Responses'
    aggregation: 'Total'
    description: 'More than five responses with a status of 500 or more in 15 minutes. Runbook: docs/runbooks/storage-unreachable.md'
    severity: 2
    window: 'PT15M'
    frequency: 'PT5M'
    operator: 'GreaterThan'
    threshold: 5
  }
  {
    name: 'failed-mails'
    query: loadTextContent('../queries/failed-mails.kql')
    measure: 'Attempts'
    aggregation: 'Total'
    description: 'More than two attempts to send an e-mail failed in 15 minutes. Runbook: docs/runbooks/failed-mails.md'
    severity: 2
    window: 'PT15M'
    frequency: 'PT5M'
    operator: 'GreaterThan'
    threshold: 2
  }
  {
    name: 'failed-timers'
    query: loadTextContent('../queries/failed-timers.kql')
    measure: 'Runs'
    aggregation: 'Total'
    description: 'A timer function failed. Runbook: docs/runbooks/stuck-orchestrations.md'
    severity: 3
    window: 'PT1H'
    frequency: 'PT15M'
    operator: 'GreaterThan'
    threshold: 0
  }
  {
    name: 'held-events'
    query: loadTextContent('../queries/held-events.kql')
    measure: 'Events'
    aggregation: 'Total'
    description: 'Events could not be applied and are held. Runbook: docs/runbooks/poison-messages.md'
    severity: 3
    window: 'PT1H'
    frequency: 'PT15M'
    operator: 'GreaterThan'
    threshold: 0
  }
  {
    name: 'rejected-webhooks'
    query: loadTextContent('../queries/rejected-webhooks.kql')
    measure: 'Webhooks'
    aggregation: 'Total'
    description: 'Incoming webhooks have no secret. Runbook: docs/runbooks/rotate-keys.md'
    severity: 3
    window: 'PT1H'
    frequency: 'PT15M'
    operator: 'GreaterThan'
    threshold: 0
  }
  {
    name: 'lost-clicks'
    query: loadTextContent('../queries/lost-clicks.kql')
    measure: 'Entries'
    aggregation: 'Total'
    description: 'Storage rejected clicks. Runbook: docs/runbooks/storage-unreachable.md'
    severity: 3
    window: 'PT1H'
    frequency: 'PT15M'
    operator: 'GreaterThan'
    threshold: 0
  }
]

resource logAlerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for rule in logRules: {
    name: '${name}-${rule.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: rule.name
      description: rule.description
      severity: rule.severity
      enabled: true
      scopes: [insights.id]
      evaluationFrequency: rule.frequency
      windowSize: rule.window
      criteria: {
        allOf: [
          {
            query: rule.query
            timeAggregation: rule.aggregation
            metricMeasureColumn: rule.measure
            operator: rule.operator
            threshold: rule.threshold
            failingPeriods: {
              numberOfEvaluationPeriods: 1
              minFailingPeriodsToAlert: 1
            }
          }
        ]
      }
      autoMitigate: true
      actions: {
        actionGroups: actions
      }
    }
  }
]

// An absence: the rule counts the rows of the query, of which there are none while no timer fires.
resource stoppedTimers 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: '${name}-stopped-timers'
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: 'stopped-timers'
    description: 'No timer function has run for three hours. Runbook: docs/runbooks/stuck-orchestrations.md'
    severity: 1
    enabled: true
    scopes: [insights.id]
    evaluationFrequency: 'PT1H'
    windowSize: 'PT3H'
    criteria: {
      allOf: [
        {
          query: loadTextContent('../queries/stopped-timers.kql')
          timeAggregation: 'Count'
          operator: 'LessThan'
          threshold: 1
          failingPeriods: {
            numberOfEvaluationPeriods: 1
            minFailingPeriodsToAlert: 1
          }
        }
      ]
    }
    autoMitigate: true
    actions: {
      actionGroups: actions
    }
  }
}
