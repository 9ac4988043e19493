// The function app on a Flex Consumption plan.
param name string
param location string
param storageAccountName string
param deploymentContainer string
param applicationInsightsConnectionString string
param vaultUri string
param publicBaseUrl string
param emailFrom string
param emailFromName string
@description('How the address of a caller is found: forwarded, or front_door where Azure Front Door stands before the app.')
param callerAddress string
param maximumInstanceCount int
param instanceMemoryMB int

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: '${name}-plan'
  location: location
  kind: 'functionapp'
  sku: {
    name: 'FC1'
    tier: 'FlexConsumption'
  }
  properties: {
    reserved: true
  }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  kind: 'functionapp,linux'
  identity: {
    type: 'SystemAssigned'
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
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
        maximumInstanceCount: maximumInstanceCount
        instanceMemoryMB: instanceMemoryMB
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      appSettings: [
        { name: 'AzureWebJobsStorage__accountName', value: storageAccountName }
        // The app answers at the root itself.
        { name: 'AzureWebJobsDisableHomepage', value: 'true' }
        // The platform's host reads the caller's address from the front end's X-Forwarded-For and forwards it to the app.
        { name: 'ASPNETCORE_FORWARDEDHEADERS_ENABLED', value: 'true' }
        { name: 'Site__CallerAddress', value: callerAddress }
        { name: 'APPLICATIONINSIGHTS_CONNECTION_STRING', value: applicationInsightsConnectionString }
        { name: 'APPLICATIONINSIGHTS_AUTHENTICATION_STRING', value: 'Authorization=AAD' }
        { name: 'Site__PublicBaseUrl', value: empty(publicBaseUrl) ? 'https://${name}.azurewebsites.net' : publicBaseUrl }
        { name: 'Email__From', value: emailFrom }
        { name: 'Email__FromName', value: emailFromName }
        { name: 'SendGrid__ApiKey', value: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/sendgrid-api-key)' }
        { name: 'Security__LinkSigningKey', value: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/link-signing-key)' }
        { name: 'Security__EncryptionKey', value: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/encryption-key)' }
      ]
    }
  }
}

output name string = app.name
output address string = 'https://${app.properties.defaultHostName}'
output principalId string = app.identity.principalId
