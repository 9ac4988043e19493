// The authentication of App Service. Every route stays open to callers without a sign-in; the app asks for one in its console and where an approval needs it.
param appName string
param tenantId string
param clientId string
param isBehindFrontDoor bool

resource app 'Microsoft.Web/sites@2024-04-01' existing = {
  name: appName
}

// https://learn.microsoft.com/azure/templates/microsoft.web/sites/config-authsettingsv2
resource authentication 'Microsoft.Web/sites/config@2024-04-01' = {
  parent: app
  name: 'authsettingsV2'
  properties: {
    platform: {
      enabled: true
    }
    globalValidation: {
      requireAuthentication: false
      unauthenticatedClientAction: 'AllowAnonymous'
    }
    httpSettings: {
      requireHttps: true
      forwardProxy: {
        convention: isBehindFrontDoor ? 'Standard' : 'NoProxy'
      }
    }
    identityProviders: {
      azureActiveDirectory: {
        enabled: true
        registration: {
          clientId: clientId
          clientSecretSettingName: 'MICROSOFT_PROVIDER_AUTHENTICATION_SECRET'
          openIdIssuer: '${environment().authentication.loginEndpoint}${tenantId}/v2.0'
        }
        validation: {
          allowedAudiences: [clientId]
        }
      }
    }
    login: {
      // The app reads claims only; no token of a person is stored.
      tokenStore: {
        enabled: false
      }
    }
  }
}
