// The dashboard in the portal, under "Workbooks" of Application Insights.
import { Tags } from '../types.bicep'

param location string
param tags Tags
param applicationInsightsName string

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: applicationInsightsName
}

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(insights.id, 'affiliate-functions')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'AffiliateFunctions'
    category: 'workbook'
    sourceId: insights.id
    serializedData: loadTextContent('../dashboards/workbook.json')
  }
}
