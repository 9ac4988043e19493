// The function app on a Flex Consumption plan.
import { AppSettings, Scale, SignIn, Tags } from '../types.bicep'

param name string
param location string
param tags Tags
param storageAccountName string
param deploymentContainer string
param applicationInsightsConnectionString string
param vaultUri string
param publicBaseUrl string
@description('How the address of a caller is found: forwarded, or front_door where Azure Front Door stands before the app.')
param callerAddress string
param emailFrom string
param emailFromName string
param scale Scale
param signIn SignIn?
@description('The subnet through which the app calls out; none when empty.')
param subnetId string
@description('The endpoint of the Durable Task Scheduler; orchestrations are kept in the storage account when empty.')
param schedulerEndpoint string
param hubName string
@description('Whether the vault has the keys of hashes, which stay when the other keys are rotated.')
param indexKeys bool
@description('Further settings.')
param settings AppSettings

var address = empty(publicBaseUrl) ? 'https://${name}.azurewebsites.net' : publicBaseUrl

// tests/AffiliateFunctions.Tests/Deployment compares these names with the options of the app: one setting a line.
var ownSettings = {
  AzureWebJobsStorage__accountName: storageAccountName
  // The app answers at the root itself.
  AzureWebJobsDisableHomepage: 'true'
  // The platform's host reads the caller's address from the front end's X-Forwarded-For and forwards it to the app.
  ASPNETCORE_FORWARDEDHEADERS_ENABLED: 'true'
  APPLICATIONINSIGHTS_CONNECTION_STRING: applicationInsightsConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD'
  Site__PublicBaseUrl: address
  Site__CallerAddress: callerAddress
  Email__From: emailFrom
  Email__FromName: emailFromName
  SendGrid__ApiKey: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/sendgrid-api-key)'
  Security__LinkSigningKey: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/link-signing-key)'
  Security__EncryptionKey: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/encryption-key)'
}

var indexSettings = !indexKeys
  ? {}
  : {
      Security__EmailIndexKey: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/email-index-key)'
      Security__CustomerIndexKey: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/customer-index-key)'
    }

var signInSettings = signIn == null
  ? {}
  : {
      Approvals__SignIn__Trusted: 'true'
      Approvals__SignIn__RequiredFor: signIn.?requiredFor ?? ''
      MICROSOFT_PROVIDER_AUTHENTICATION_SECRET: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/sign-in-client-secret)'
    }

// The console asks for a sign-in itself; nobody else needs one. Its persons are numbered settings.
var consoleAddresses = signIn.?consoleAddresses ?? []
var consoleGroups = signIn.?consoleGroups ?? []
var consoleSettings = empty(consoleAddresses) && empty(consoleGroups)
  ? {}
  : union(
      {
        Console__SignIn: 'easy_auth'
      },
      toObject(range(0, length(consoleAddresses)), i => 'Console__Addresses__${i}', i => consoleAddresses[i]),
      toObject(range(0, length(consoleGroups)), i => 'Console__Groups__${i}', i => consoleGroups[i])
    )

// Settings of this form override host.json: https://learn.microsoft.com/azure/azure-functions/functions-host-json#override-hostjson-values
var schedulerSettings = empty(schedulerEndpoint)
  ? {}
  : {
      AzureFunctionsJobHost__extensions__durableTask__storageProvider__type: 'azureManaged'
      AzureFunctionsJobHost__extensions__durableTask__storageProvider__connectionStringName: 'DURABLE_TASK_SCHEDULER_CONNECTION_STRING'
      DURABLE_TASK_SCHEDULER_CONNECTION_STRING: 'Endpoint=${schedulerEndpoint};Authentication=ManagedIdentity;TaskHub=${hubName}'
    }

var allSettings = union(ownSettings, indexSettings, signInSettings, consoleSettings, schedulerSettings, settings)

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: '${name}-plan'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
  }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: name
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    // Flex Consumption keeps the certificates of a domain with the app, if the app was created so. The types do not have it yet.
    #disable-next-line BCP037
    siteScopedCertificatesEnabled: true
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: deploymentContainer
          authentication: {
            type: 'SystemAssignedIdentity'
          }
        }
      }
      runtime: {
        name: 'dotnet-isolated'
        version: '10.0'
      }
      scaleAndConcurrency: {
        maximumInstanceCount: scale.maximumInstanceCount
        instanceMemoryMB: scale.instanceMemoryMB
        alwaysReady: scale.alwaysReady
        triggers: scale.?httpConcurrency == null
          ? null
          : {
              http: {
                perInstanceConcurrency: scale.?httpConcurrency
              }
            }
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      appSettings: [for setting in items(allSettings): { name: setting.key, value: setting.value }]
    }
  }

  // The package is deployed by identity; passwords of a publishing profile are never needed.
  resource basicPublishing 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: {
      allow: false
    }
  }
}

output name string = app.name
output address string = 'https://${app.properties.defaultHostName}'
output principalId string = app.identity.principalId
output domainVerificationId string = app.properties.customDomainVerificationId
