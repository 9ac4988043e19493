// AffiliateFunctions in a resource group: a Flex Consumption function app that reaches its storage and secrets by its identity.
// No storage key and no secret stands in a setting.
targetScope = 'resourceGroup'

@description('The beginning of every resource name: 3 to 11 lower-case letters and digits.')
@minLength(3)
@maxLength(11)
param name string

@description('The region; it must offer Flex Consumption.')
param location string = resourceGroup().location

@description('The address that links in mails begin with, such as https://partners.example.com. The function app\'s own when empty.')
param publicBaseUrl string = ''

@description('How the address of a caller is found: forwarded, or front_door where Azure Front Door stands before the app and nothing else reaches it.')
@allowed(['forwarded', 'front_door'])
param callerAddress string = 'forwarded'

@description('The sender of mails, verified at SendGrid.')
param emailFrom string

@description('The sender\'s name.')
param emailFromName string

@description('The most instances that run at once.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int = 100

@description('The memory of an instance, in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

var suffix = uniqueString(resourceGroup().id, name)
var appName = '${name}-${suffix}'

module storage 'modules/storage.bicep' = {
  name: 'storage'
  params: {
    name: toLower('${name}${suffix}')
    location: location
  }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  params: {
    name: appName
    location: location
  }
}

module vault 'modules/vault.bicep' = {
  name: 'vault'
  params: {
    name: take('${name}${suffix}', 24)
    location: location
  }
}

module app 'modules/app.bicep' = {
  name: 'app'
  params: {
    name: appName
    location: location
    storageAccountName: storage.outputs.name
    deploymentContainer: storage.outputs.deploymentContainer
    applicationInsightsConnectionString: monitoring.outputs.connectionString
    vaultUri: vault.outputs.uri
    publicBaseUrl: publicBaseUrl
    callerAddress: callerAddress
    emailFrom: emailFrom
    emailFromName: emailFromName
    maximumInstanceCount: maximumInstanceCount
    instanceMemoryMB: instanceMemoryMB
  }
}

module access 'modules/access.bicep' = {
  name: 'access'
  params: {
    principalId: app.outputs.principalId
    storageAccountName: storage.outputs.name
    vaultName: vault.outputs.name
    applicationInsightsName: monitoring.outputs.name
  }
}

output functionAppName string = app.outputs.name
output address string = app.outputs.address
output vaultName string = vault.outputs.name
