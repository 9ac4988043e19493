using AffiliateFunctions.Benchmarks.Http;

// Each word is one benchmark; `dotnet run -c Release --project tests/Benchmarks -- <word>` runs it.
Func<string[], Task>? benchmark = args.FirstOrDefault() switch
{
    "http" => HttpBenchmark.RunAsync,
    _ => null,
};

if (benchmark is null)
{
    await Console.Error.WriteLineAsync("usage: Benchmarks http");
    return 1;
}

await benchmark(args[1..]);
return 0;
