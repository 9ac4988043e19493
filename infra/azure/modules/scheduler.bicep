// The Durable Task Scheduler as the store of orchestrations, in place of tables and queues of the storage account.
import { Tags } from '../types.bicep'

param name string
param location string
param tags Tags
param hubName string

resource scheduler 'Microsoft.DurableTask/schedulers@2025-11-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    sku: {
      name: 'Consumption'
    }
    // Callers are authorised by identity; an empty list refuses everybody.
    ipAllowlist: ['0.0.0.0/0']
  }

  resource hub 'taskHubs' = {
    name: hubName
    properties: {}
  }
}

output name string = scheduler.name
output endpoint string = scheduler.properties.endpoint
