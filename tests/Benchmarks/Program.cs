using AffiliateFunctions.Benchmarks.Durable;
using AffiliateFunctions.Benchmarks.Http;
using AffiliateFunctions.Benchmarks.Rules;
using AffiliateFunctions.Benchmarks.Tracking;

// Each word is one benchmark; `dotnet run -c Release --project tests/Benchmarks -- <word>` runs it.
Func<string[], Task>? benchmark = args.FirstOrDefault() switch
{
    "durable" => DurableBenchmark.RunAsync,
    "http" => HttpBenchmark.RunAsync,
    "rules" => RulesBenchmark.RunAsync,
    "tracking" => TrackingBenchmark.RunAsync,
    _ => null,
};

if (benchmark is null)
{
    await Console.Error.WriteLineAsync("usage: Benchmarks durable|http|rules|tracking");
    return 1;
}

await benchmark(args[1..]);
return 0;
