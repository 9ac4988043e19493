// AffiliateFunctions in a resource group of its own, for `azd up` or `az deployment sub create`.
targetScope = 'subscription'

import { AppSettings, Budget, Domain, Network, Scale, SignIn } from 'types.bicep'

@description('The name of the environment: 1 to 20 letters, digits and hyphens. Resource names and the resource group are made from it.')
@minLength(1)
@maxLength(20)
param environmentName string

@description('The region; it must offer Flex Consumption.')
param location string

@description('The resource group to create.')
param resourceGroupName string = 'rg-${environmentName}'

@description('The object id of the person or pipeline that sets the secrets of the vault; nobody when empty.')
param principalId string = ''

@description('The address that links in mails begin with, such as https://partners.example.com. The function app\'s own when empty.')
param publicBaseUrl string = ''

@description('How the address of a caller is found: forwarded, or front_door where Azure Front Door stands before the app and nothing else reaches it.')
@allowed(['forwarded', 'front_door'])
param callerAddress string = 'forwarded'

@description('The sender of mails, verified at SendGrid.')
param emailFrom string

@description('The sender\'s name.')
param emailFromName string

param scale Scale = {
  maximumInstanceCount: 100
  instanceMemoryMB: 2048
  alwaysReady: [{ name: 'durable', instanceCount: 1 }]
}

@description('How the storage account is replicated. Zone-redundant by default; Standard_GZRS also keeps a copy in the paired region.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS', 'Standard_RAGZRS'])
param storageSku string = 'Standard_ZRS'

@description('Whether a lock keeps storage account and vault from being deleted. `azd down` needs the lock removed first.')
param lockData bool = true

@description('Where Durable Functions keeps its state: Azure Storage, or the Durable Task Scheduler. The scheduler needs another package in the app; see README.md.')
@allowed(['azureStorage', 'durableTaskScheduler'])
param durableBackend string = 'azureStorage'

param signIn SignIn?
param network Network?
param domain Domain?
param budget Budget?

@description('The addresses that get alerts; without any, alerts are only shown in the portal.')
param alertEmails string[] = []

@description('Whether the vault has the secrets email-index-key and customer-index-key: see docs/runbooks/rotate-keys.md.')
param indexKeys bool = false

@description('Further settings of the app, such as WebhookSecrets__acme__stripe. Secrets are best references to the vault.')
param settings AppSettings = {}

var tags = { 'azd-env-name': environmentName }

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: resourceGroupName
  location: location
  tags: tags
}

module resources 'resources.bicep' = {
  name: 'affiliate-functions'
  scope: group
  params: {
    environmentName: environmentName
    location: location
    tags: tags
    principalId: principalId
    publicBaseUrl: publicBaseUrl
    callerAddress: callerAddress
    emailFrom: emailFrom
    emailFromName: emailFromName
    scale: scale
    storageSku: storageSku
    lockData: lockData
    durableBackend: durableBackend
    signIn: signIn
    network: network
    domain: domain
    budget: budget
    alertEmails: alertEmails
    indexKeys: indexKeys
    settings: settings
  }
}

output AZURE_RESOURCE_GROUP string = group.name
output FUNCTION_APP_NAME string = resources.outputs.functionAppName
output ADDRESS string = resources.outputs.address
output VAULT_NAME string = resources.outputs.vaultName
output DOMAIN_VERIFICATION_ID string = resources.outputs.domainVerificationId
