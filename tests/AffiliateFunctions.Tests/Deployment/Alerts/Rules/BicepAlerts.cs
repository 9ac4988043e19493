using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using System.Xml;

namespace AffiliateFunctions.Tests.Deployment.Alerts.Rules;

/// <summary>
/// Reads the alert rules from the Bicep files. A resource of a loop is read once for each object of its variable, whose
/// members replace <c>rule.member</c>.
/// </summary>
internal static partial class BicepAlerts
{
    private static readonly string Folder = Path.Combine(Repository(), "infra", "azure", "modules");

    public static IReadOnlyList<AlertRule> Rules { get; } =
    [.. new[] { "alerts.bicep", "log-alerts.bicep" }.SelectMany(RulesOf)];

    private static IEnumerable<AlertRule> RulesOf(string file)
    {
        var template = File.ReadAllText(Path.Combine(Folder, file));
        foreach (Match resource in AlertResource().Matches(template))
        {
            foreach (var body in Bodies(template, resource.Groups["body"].Value))
            {
                yield return RuleOf(template, resource.Groups["type"].Value, body);
            }
        }
    }

    private static IEnumerable<string> Bodies(string template, string body) =>
        Loop().Match(body) is { Success: true } loop
            ? Objects(template, loop.Groups["variable"].Value)
                .Select(members => MemberOfRule().Replace(body, use => members[use.Groups["member"].Value]))
            : [body];

    private static IEnumerable<Dictionary<string, string>> Objects(string template, string variable)
    {
        var begin = template.IndexOf($"var {variable} = [", StringComparison.Ordinal);
        var list = template[begin..template.IndexOf("\n]", begin, StringComparison.Ordinal)];
        return list.Split("\n  {")[1..]
            .Select(element =>
                Member()
                    .Matches(element)
                    .ToDictionary(member => member.Groups["name"].Value, member => member.Groups["value"].Value)
            );
    }

    private static AlertRule RuleOf(string template, string type, string body)
    {
        var (window, frequency) = (Duration(body, "windowSize"), Duration(body, "evaluationFrequency"));
        return type switch
        {
            "scheduledQueryRules" => new LogAlertRule(
                NameOf(body),
                QueryOf(body),
                Text(body, "timeAggregation"),
                Find(body, "metricMeasureColumn")?.Trim('\''),
                Text(body, "operator"),
                Number(body, "threshold"),
                window,
                frequency
            ),
            _ when Find(body, "failedLocationCount") is not null => new AvailabilityAlertRule(
                NameOf(body),
                (int)Number(template, "ExpectedHttpStatusCode"),
                Text(template, "ContentMatch"),
                Number(body, "failedLocationCount"),
                window,
                frequency
            ),
            _ => new MetricAlertRule(
                NameOf(body),
                Text(body, "metricName"),
                Text(body, "timeAggregation"),
                [.. Quoted().Matches(Values().Match(body).Groups["list"].Value).Select(value => value.Groups[1].Value)],
                Text(body, "operator"),
                Number(body, "threshold"),
                window,
                frequency
            ),
        };
    }

    // A name is that of the app and of the rule: '${name}-backlog', or '${name}-${'poison-messages'}' after a loop.
    private static string NameOf(string body) => RuleName().Match(body).Groups["name"].Value;

    private static string QueryOf(string body) =>
        File.ReadAllText(Path.Combine(Folder, Quoted().Match(Get(body, "query")).Groups[1].Value));

    private static TimeSpan Duration(string body, string member) => XmlConvert.ToTimeSpan(Text(body, member));

    private static double Number(string body, string member) =>
        double.Parse(Get(body, member), CultureInfo.InvariantCulture);

    private static string Text(string body, string member) => Get(body, member).Trim('\'');

    private static string Get(string body, string member) =>
        Find(body, member) ?? throw new InvalidDataException($"A rule has no {member}.");

    private static string? Find(string body, string member) =>
        Member().Matches(body).FirstOrDefault(match => match.Groups["name"].Value == member)?.Groups["value"].Value;

    private static string Repository([CallerFilePath] string file = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "..", "..", ".."));

    [GeneratedRegex(
        @"^resource \w+ 'Microsoft\.Insights/(?<type>scheduledQueryRules|metricAlerts)@[\d-]+' = (?<body>.*?)^[\]}]",
        RegexOptions.Multiline | RegexOptions.Singleline
    )]
    private static partial Regex AlertResource();

    [GeneratedRegex(@"^\[\s+for rule in (?<variable>\w+):")]
    private static partial Regex Loop();

    [GeneratedRegex(@"\brule\.(?<member>\w+)")]
    private static partial Regex MemberOfRule();

    [GeneratedRegex(@"^ *(?<name>\w+): (?<value>.+)$", RegexOptions.Multiline)]
    private static partial Regex Member();

    [GeneratedRegex(@"name: '\$\{name\}-(?:\$\{')?(?<name>[a-z-]+)'")]
    private static partial Regex RuleName();

    [GeneratedRegex(@"values: \[(?<list>[^\]]*)\]")]
    private static partial Regex Values();

    [GeneratedRegex("'([^']*)'")]
    private static partial Regex Quoted();
}
