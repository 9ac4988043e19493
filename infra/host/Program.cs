using System.Reflection;
using Affiliate.Demo;
using LocalHost.Hosting;

// The app is given only by its assembly; the worker reports everything else to the host.
return await HostProgram.RunAsync(
    args,
    Assembly.Load("AffiliateFunctions"),
    new LocalCommands(new Dictionary<string, ILocalCommand> { ["demo"] = new DemoCommand() })
);
