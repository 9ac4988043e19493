using AffiliateFunctions.Benchmarks.Payouts;
using AffiliateFunctions.Benchmarks.Platform;
using AffiliateFunctions.Benchmarks.Reviews;
using AffiliateFunctions.Benchmarks.Rules;
using AffiliateFunctions.Benchmarks.Tracking;

// Each word is one benchmark; `dotnet run -c Release --project tests/Benchmarks -- <word>` runs it.
Func<string[], Task>? benchmark = args.FirstOrDefault() switch
{
    "start" => StartBenchmark.RunAsync,
    "http" => HttpBenchmark.RunAsync,
    "queue" => QueueBenchmark.RunAsync,
    "durable" => DurableBenchmark.RunAsync,
    "rules" => RulesBenchmark.RunAsync,
    "tracking" => TrackingBenchmark.RunAsync,
    "cycle" => CycleBenchmark.RunAsync,
    "review" => ReviewBenchmark.RunAsync,
    _ => null,
};

if (benchmark is null)
{
    await Console.Error.WriteLineAsync("usage: Benchmarks start|http|queue|durable|rules|tracking|cycle|review");
    return 1;
}

await benchmark(args[1..]);
return 0;
