// Everything in the resource group. A function app reaches storage and secrets by its identity: no key and no secret stands in a setting.
import { AppSettings, Budget, Domain, Network, Scale, SignIn, Tags } from 'types.bicep'

param environmentName string
param location string = resourceGroup().location
param tags Tags
param principalId string
param publicBaseUrl string
param callerAddress string
param emailFrom string
param emailFromName string
param scale Scale
param storageSku string
param lockData bool
param durableBackend string
param signIn SignIn?
param network Network?
param domain Domain?
param budget Budget?
param alertEmails string[]
param indexKeys bool
param settings AppSettings

var suffix = uniqueString(resourceGroup().id, environmentName)
var appName = 'func-${environmentName}-${suffix}'
// The hub's name in host.json; the Durable Task Scheduler needs a task hub of the same name.
var hubName = 'affiliate'

module networking 'modules/network.bicep' = if (network != null) {
  name: 'network'
  params: {
    name: 'vnet-${environmentName}-${suffix}'
    location: location
    tags: tags
    addressPrefix: network.?addressPrefix ?? ''
    storageAccountName: storage.outputs.name
    vaultName: vault.outputs.name
  }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  params: {
    name: 'st${suffix}'
    location: location
    tags: tags
    sku: storageSku
    lock: lockData
    isPrivate: network != null
    allowedAddresses: network.?allowedAddresses ?? []
  }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  params: {
    name: appName
    location: location
    tags: tags
  }
}

module vault 'modules/vault.bicep' = {
  name: 'vault'
  params: {
    name: 'kv-${suffix}'
    location: location
    tags: tags
    lock: lockData
    isPrivate: network != null
    allowedAddresses: network.?allowedAddresses ?? []
    workspaceId: monitoring.outputs.workspaceId
  }
}

module scheduler 'modules/scheduler.bicep' = if (durableBackend == 'durableTaskScheduler') {
  name: 'scheduler'
  params: {
    name: 'dts-${suffix}'
    location: location
    tags: tags
    hubName: hubName
  }
}

module app 'modules/app.bicep' = {
  name: 'app'
  params: {
    name: appName
    location: location
    tags: union(tags, { 'azd-service-name': 'app' })
    storageAccountName: storage.outputs.name
    deploymentContainer: storage.outputs.deploymentContainer
    applicationInsightsConnectionString: monitoring.outputs.connectionString
    vaultUri: vault.outputs.uri
    publicBaseUrl: publicBaseUrl
    callerAddress: callerAddress
    emailFrom: emailFrom
    emailFromName: emailFromName
    scale: scale
    signIn: signIn
    subnetId: networking.?outputs.appSubnetId ?? ''
    schedulerEndpoint: scheduler.?outputs.endpoint ?? ''
    hubName: hubName
    indexKeys: indexKeys
    settings: settings
  }
}

module access 'modules/access.bicep' = {
  name: 'access'
  params: {
    principalId: app.outputs.principalId
    deployerId: principalId
    storageAccountName: storage.outputs.name
    vaultName: vault.outputs.name
    applicationInsightsName: monitoring.outputs.name
    schedulerName: scheduler.?outputs.name ?? ''
  }
}

module signInSettings 'modules/sign-in.bicep' = if (signIn != null) {
  name: 'sign-in'
  params: {
    appName: app.outputs.name
    tenantId: signIn.?tenantId ?? ''
    clientId: signIn.?clientId ?? ''
    isBehindFrontDoor: callerAddress == 'front_door'
  }
}

module customDomain 'modules/domain.bicep' = if (domain != null) {
  name: 'domain'
  params: {
    appName: app.outputs.name
    location: location
    host: domain.?host ?? ''
    certificate: domain.?certificate ?? false
  }
}

module costs 'modules/budget.bicep' = if (budget != null) {
  name: 'budget'
  params: {
    name: 'budget-${environmentName}'
    amount: budget.?amount ?? 1
    startDate: budget.?startDate ?? ''
    emails: budget.?emails ?? []
  }
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  params: {
    name: appName
    location: location
    tags: tags
    address: empty(publicBaseUrl) ? app.outputs.address : publicBaseUrl
    applicationInsightsName: monitoring.outputs.name
    storageAccountName: storage.outputs.name
    emails: alertEmails
  }
}

module workbook 'modules/workbook.bicep' = {
  name: 'workbook'
  params: {
    location: location
    tags: tags
    applicationInsightsName: monitoring.outputs.name
  }
}

output functionAppName string = app.outputs.name
output address string = app.outputs.address
output vaultName string = vault.outputs.name
output domainVerificationId string = app.outputs.domainVerificationId
