// The shapes of the parameters, which main.bicep and the modules share.

@export()
@description('Tags of a resource.')
type Tags = {
  *: string
}

@export()
@description('Settings of the app by name.')
type AppSettings = {
  *: string
}

@export()
@description('Instances that always run, for a group of functions: http, durable, or function:NAME.')
type AlwaysReady = {
  @description('http for all HTTP functions, durable for all orchestrations, or function:NAME for one queue or timer function.')
  name: string
  @minValue(1)
  instanceCount: int
}

@export()
@description('How many instances run, and how large they are.')
type Scale = {
  @description('The most instances that run at once.')
  @minValue(40)
  @maxValue(1000)
  maximumInstanceCount: int
  @description('The memory of an instance, in MB.')
  instanceMemoryMB: 512 | 2048 | 4096
  alwaysReady: AlwaysReady[]
  @description('How many HTTP requests an instance handles at once; the default of the platform when absent.')
  @minValue(1)
  @maxValue(1000)
  httpConcurrency: int?
}

@export()
@description('Sign-in of people by Microsoft Entra ID, for the console and for the approvals that need one. Open routes stay open.')
type SignIn = {
  @description('The tenant whose accounts may sign in.')
  tenantId: string
  @description('The application (client) id of the app registration.')
  clientId: string
  @description('The kinds of approvals that need a sign-in, separated by commas, as Approvals__SignIn__RequiredFor; empty for none.')
  requiredFor: string
  @description('The e-mail addresses of the persons to whom the console is open, as Console__Addresses; nobody when absent.')
  consoleAddresses: string[]?
  @description('The ids of the groups to whose members the console is open, as Console__Groups. The app registration must send the claim groups.')
  consoleGroups: string[]?
}

@export()
@description('Private networking: storage and vault are reached by private endpoints only.')
type Network = {
  @description('The address space of the virtual network, such as 10.20.0.0/16.')
  addressPrefix: string
  @description('Public addresses that may still reach storage and vault, such as the one that deploys; CIDR or single addresses.')
  allowedAddresses: string[]
}

@export()
@description('A domain of the company\'s own, whose CNAME and TXT (asuid) records exist.')
type Domain = {
  @description('The host name, such as partners.example.com.')
  host: string
  @description('False for the first deployment, which binds the name; true afterwards, for the managed certificate.')
  certificate: bool
}

@export()
@description('A monthly budget of the resource group; the addresses get e-mails at 50, 80 and 100 % and at a forecast of 100 %.')
type Budget = {
  @minValue(1)
  amount: int
  @description('The first day of the first month, such as 2026-12-01. It cannot change later.')
  startDate: string
  emails: string[]
}
