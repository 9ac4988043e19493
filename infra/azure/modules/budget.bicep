// A budget of the resource group. It informs and stops nothing.
param name string
param amount int
param startDate string
param emails string[]

var thresholds = [
  { name: 'half', percent: 50, type: 'Actual' }
  { name: 'most', percent: 80, type: 'Actual' }
  { name: 'all', percent: 100, type: 'Actual' }
  { name: 'forecast', percent: 100, type: 'Forecasted' }
]

resource budget 'Microsoft.Consumption/budgets@2023-11-01' = {
  name: name
  properties: {
    category: 'Cost'
    amount: amount
    timeGrain: 'Monthly'
    timePeriod: {
      startDate: startDate
    }
    notifications: toObject(thresholds, threshold => threshold.name, threshold => {
      enabled: true
      operator: 'GreaterThanOrEqualTo'
      threshold: threshold.percent
      thresholdType: threshold.type
      contactEmails: emails
    })
  }
}
