using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Programs;

namespace AffiliateFunctions.Tests.Deployment;

/// <summary>docs/limits.md names every limit of a body, a batch or a list with the value that the code has.</summary>
public sealed partial class LimitsTests
{
    // Constants of these names limit what a request has.
    private static readonly string[] Names =
    [
        "DefaultLimit",
        "Limit",
        "MaxBytes",
        "MaxDepth",
        "MaxEvents",
        "MaxForm",
        "MaxFormBytes",
        "MaxLimit",
        "MaxLines",
        "MaxRows",
        "OrdinaryLimit",
    ];

    // Constants of these names that limit something else.
    private static readonly Dictionary<string, string> Others = new(StringComparer.Ordinal)
    {
        ["ClickPages.MaxBytes"] = "a row of clicks",
        ["CompressedMessage`2.MaxBytes"] = "a message of a queue",
        ["CustomerCapStore.MaxRows"] = "a transaction of storage",
        ["CycleApprovalTables.MaxRows"] = "a page that people see",
        ["CycleOverview.MaxRows"] = "a page that people see",
        ["ReviewBlocks.MaxRows"] = "a page that people see",
        ["DecisionOrder.MaxEvents"] = "events that are decided together",
        ["EventAcceptance.MaxEvents"] = "events that are applied before the response",
        ["ImportWriter.MaxBytes"] = "a transaction of storage",
        ["LedgerBatch.MaxBytes"] = "a transaction of storage",
        ["LedgerBatch.MaxRows"] = "a transaction of storage",
        ["TableDocuments`1.MaxBytes"] = "a transaction of storage",
        ["WebhookProcessor.MaxDepth"] = "webhooks, whose body is stored whatever it has",
    };

    private static readonly string Text = File.ReadAllText(Path.Combine(Repository(), "docs", "limits.md"));

    [Fact]
    public void Every_documented_limit_is_the_constant_that_it_names()
    {
        var documented = Documented().ToList();

        Assert.NotEmpty(documented);
        Assert.All(documented, limit => Assert.Equal((limit.Name, limit.Value), (limit.Name, Constants()[limit.Name])));
    }

    [Fact]
    public void Every_constant_that_limits_a_request_is_documented() =>
        Assert.Empty(
            Constants()
                .Keys.Where(name => Names.Contains(name.Split('.')[1]))
                .Except(Documented().Select(limit => limit.Name))
                .Except(Others.Keys)
        );

    [Fact]
    public void Every_constant_that_limits_something_else_exists() =>
        Assert.Empty(Others.Keys.Except(Constants().Keys));

    [Fact]
    public void Every_limit_of_requests_is_documented_with_its_default()
    {
        var options = new SiteOptions();
        foreach (var property in typeof(SiteOptions).GetProperties().Where(own => own.PropertyType == typeof(int)))
        {
            Assert.Contains(
                $"| {property.GetValue(options)} | `Site__{property.Name}` |",
                Text,
                StringComparison.Ordinal
            );
        }
    }

    private static IEnumerable<(string Name, long Value)> Documented() =>
        Row()
            .Matches(Text)
            .Select(row =>
                (row.Groups["name"].Value, long.Parse(row.Groups["value"].Value, CultureInfo.InvariantCulture))
            );

    private static Dictionary<string, long> Constants() =>
        typeof(IPrograms)
            .Assembly.GetTypes()
            .Where(type => !type.IsNested && !type.IsEnum)
            .SelectMany(type =>
                type.GetFields(
                    BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly
                )
            )
            .Where(field => field.IsLiteral && (field.FieldType == typeof(int) || field.FieldType == typeof(long)))
            .GroupBy(field => $"{field.DeclaringType!.Name}.{field.Name}", StringComparer.Ordinal)
            .ToDictionary(
                field => field.Key,
                field => Convert.ToInt64(field.First().GetRawConstantValue(), CultureInfo.InvariantCulture),
                StringComparer.Ordinal
            );

    private static string Repository([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", ".."));

    [GeneratedRegex(@"\| (?<value>\d+) \| `(?<name>\w+\.\w+)` \|")]
    private static partial Regex Row();
}
