// The parameters of `azd up`. Plain values come from the azd environment (`azd env set NAME VALUE`); the shapes are written here.
using 'main.bicep'

param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'partners')
param location = readEnvironmentVariable('AZURE_LOCATION', 'westeurope')
param principalId = readEnvironmentVariable('AZURE_PRINCIPAL_ID', '')
param emailFrom = readEnvironmentVariable('EMAIL_FROM', 'partners@example.com')
param emailFromName = readEnvironmentVariable('EMAIL_FROM_NAME', 'Partner program')
param publicBaseUrl = readEnvironmentVariable('PUBLIC_BASE_URL', '')
param alertEmails = filter(split(readEnvironmentVariable('ALERT_EMAILS', ''), ','), email => !empty(email))
param indexKeys = bool(readEnvironmentVariable('INDEX_KEYS', 'false'))

param scale = {
  maximumInstanceCount: 100
  instanceMemoryMB: 2048
  // One for orchestrations is recommended with Azure Storage as their store; README.md has the page. It is billed while idle, too.
  // Add { name: 'http', instanceCount: 1 } so that visitors wait for no start.
  alwaysReady: [{ name: 'durable', instanceCount: 1 }]
}

// param signIn = { tenantId: '…', clientId: '…', requiredFor: 'cycle,second_person', consoleAddresses: ['owner@example.com'] }
// param network = { addressPrefix: '10.20.0.0/16', allowedAddresses: ['203.0.113.7'] }
// param domain = { host: 'partners.example.com', certificate: false }
// param budget = { amount: 100, startDate: '2026-12-01', emails: ['finance@example.com'] }
// param settings = { WebhookSecrets__acme__stripe: '@Microsoft.KeyVault(VaultName=…;SecretName=stripe-acme)' }
