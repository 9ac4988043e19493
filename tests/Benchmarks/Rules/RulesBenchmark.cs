using Affiliate.Domain.Rules;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace AffiliateFunctions.Benchmarks.Rules;

/// <summary>
/// What it costs to evaluate one sale, by the number of rules, and to read and compile a rule book: in time, in bytes,
/// and as a ratio to a yardstick that is measured in the same run, so that runs on busy and on other machines can be
/// compared. The yardstick is one hundred look-ups of a text of nine letters in a dictionary of one hundred.
/// </summary>
[MemoryDiagnoser]
public class RulesBenchmark
{
    private static readonly string[] Keys = [.. Enumerable.Range(0, 100).Select(number => $"field-{number:D3}")];

    private readonly Dictionary<string, int> numbers = Keys.Select((key, number) => (key, number))
        .ToDictionary(StringComparer.Ordinal);
    private CompiledRuleBook rules = null!;
    private EvaluationInput sale = null!;
    private byte[] document = [];

    /// <summary>How many rules the rule book has, each with five conditions.</summary>
    [Params(1, 10, 100, 1000)]
    public int Rules { get; set; }

    /// <summary>Makes the rule book and the sale.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        document = RuleBookOf.Document(Rules);
        rules = RuleBookOf.Read(document);
        sale = RuleBookOf.Sale();
        if (rules.Evaluate(sale).Commissions.Count != 1)
        {
            throw new InvalidOperationException("The sale must be paid for.");
        }
    }

    /// <summary>The yardstick.</summary>
    [Benchmark(Baseline = true)]
    public int Yardstick()
    {
        var sum = 0;
        foreach (var key in Keys)
        {
            sum += numbers[key];
        }

        return sum;
    }

    /// <summary>One sale in short: the decision and the sum.</summary>
    [Benchmark]
    public EvaluationSummary Summarize() => rules.Summarize(sale);

    /// <summary>One sale, without a trace.</summary>
    [Benchmark]
    public Evaluation EvaluateUntraced() => rules.EvaluateUntraced(sale);

    /// <summary>One sale, with all that its trace tells recorded.</summary>
    [Benchmark]
    public Evaluation Evaluate() => rules.Evaluate(sale);

    /// <summary>One sale, with its trace written as JSON.</summary>
    [Benchmark]
    public string EvaluateAndWriteTrace()
    {
        var evaluation = rules.Evaluate(sale);
        return evaluation.TraceOf(evaluation.Commissions[0]).ToJson();
    }

    /// <summary>The rule book from its JSON to what evaluates.</summary>
    [Benchmark]
    public CompiledRuleBook ReadAndCompile() => RuleBookOf.Read(document);

    /// <summary>Runs the benchmarks in this process.</summary>
    internal static Task RunAsync(string[] args)
    {
        // A process of its own would build the whole solution again; nothing here depends on one.
        var config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
        BenchmarkSwitcher.FromTypes([typeof(RulesBenchmark)]).Run(args.Length > 0 ? args : ["--filter", "*"], config);
        return Task.CompletedTask;
    }
}
