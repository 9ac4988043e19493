using System.Reflection;
using Affiliate.Demo;
using LocalHost.Hosting;

// The app is named by its assembly alone; the host learns everything else from its worker.
return await HostProgram.RunAsync(
    args,
    Assembly.Load("AffiliateFunctions"),
    new LocalCommands(new Dictionary<string, ILocalCommand> { ["demo"] = new DemoCommand() })
);
