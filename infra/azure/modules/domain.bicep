// A domain of the company's own. The name is bound by the first deployment; the second one adds the managed certificate, which the
// platform issues for bound names only.
param appName string
param location string
param host string
param certificate bool

resource app 'Microsoft.Web/sites@2024-11-01' existing = {
  name: appName
}

// Flex Consumption keeps certificates with the app: https://learn.microsoft.com/azure/templates/microsoft.web/sites/certificates
resource managed 'Microsoft.Web/sites/certificates@2024-11-01' = if (certificate) {
  parent: app
  name: replace(host, '.', '-')
  location: location
  properties: {
    canonicalName: host
  }
}

resource binding 'Microsoft.Web/sites/hostNameBindings@2024-11-01' = {
  parent: app
  name: host
  properties: {
    hostNameType: 'Verified'
    customHostNameDnsRecordType: 'CName'
    sslState: certificate ? 'SniEnabled' : 'Disabled'
    thumbprint: certificate ? managed!.properties.thumbprint : null
  }
}
