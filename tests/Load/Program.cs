using System.Globalization;
using AffiliateFunctions.Load;
using Spectre.Console;

// `dotnet run -c Release --project tests/Load -- 10`: a mixed load of so many minutes against two instances on one storage,
// one of which is killed every minute. Everything is on this machine.
if (
    !double.TryParse(args.FirstOrDefault() ?? "10", CultureInfo.InvariantCulture, out var minutes)
    || minutes is < 0.2 or > 60
)
{
    await Console.Error.WriteLineAsync("usage: Load [minutes, from 0.2 to 60; 10 by default]");
    return 2;
}

var report = await new LoadRun(TimeSpan.FromMinutes(minutes), AnsiConsole.MarkupLineInterpolated).RunAsync();
report.Print();
return report.IsComplete ? 0 : 1;
