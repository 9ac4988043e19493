using System.Reflection;
using Affiliate.Domain.Identity;
using Affiliate.Pages;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Governance.FailedOrchestrations;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Programs;
using NetArchTest.Rules;

namespace AffiliateFunctions.Tests.Architecture;

/// <summary>
/// The walls of the house: features talk through their public contracts, the infrastructure knows no feature, the
/// domain is pure.
/// </summary>
public sealed class BoundaryTests
{
    private static readonly string[] Features =
    [
        "Adjustments",
        "Approvals",
        "Attribution",
        "Audit",
        "ConsolePages",
        "Disputes",
        "Events",
        "ExchangeRates",
        "Governance",
        "HeldCommissions",
        "IncomingWebhooks",
        "Ledger",
        "Links",
        "Onboarding",
        "Operations",
        "OutgoingWebhooks",
        "PartnerContracts",
        "PartnerLeads",
        "PartnerPages",
        "Payouts",
        "PerformanceReview",
        "Programs",
        "RuleBookApproval",
        "RuleBooks",
        "RuleEvaluation",
        "Simulation",
        "Tracking",
    ];

    // An event goes through these features step by step, and each step works on the rows of those before it. The
    // features of rule books share their documents, and governance keeps the components of programs in their table.
    private static readonly Dictionary<string, string[]> Foundations = new()
    {
        ["Attribution"] = ["Events"],
        ["Links"] = ["Events", "Attribution"],
        ["Tracking"] = ["Events", "Attribution", "Links", "ExchangeRates"],
        ["IncomingWebhooks"] = ["Events", "Attribution", "Links", "Tracking"],
        ["RuleEvaluation"] = ["RuleBooks"],
        ["Simulation"] = ["RuleBooks"],
        ["RuleBookApproval"] = ["RuleBooks", "Simulation"],
        ["Governance"] = ["Programs"],
    };

    private static readonly Assembly App = typeof(IPrograms).Assembly;

    // The contract of a feature is the public types of its own folder, and of its subfolders these. Others are public
    // too, since functions are and take them.
    private static readonly Type[] Contracts =
    [
        typeof(ApprovalRequest),
        typeof(ApprovalFact),
        typeof(ApprovalSection),
        typeof(ApprovalOption),
        typeof(ApprovalOutcome),
        typeof(IApprovals),
        typeof(ApprovalState),
        typeof(FailureReports),
    ];

    public static TheoryData<string> FeatureNames => [.. Features];

    [Theory]
    [MemberData(nameof(FeatureNames))]
    public void A_feature_uses_only_the_contract_of_another(string feature)
    {
        var foreign = App.GetTypes()
            .Where(type =>
                !type.IsNested
                && Features
                    .Except(Foundations.GetValueOrDefault(feature, []))
                    .Any(other => other != feature && IsIn(type, other))
                && !IsContract(type)
            )
            .Select(type => type.FullName!);
        Assert.Empty(Users($"AffiliateFunctions.{feature}", [.. foreign]));
    }

    [Fact]
    public void Every_folder_of_the_application_is_a_feature_or_known_as_none() =>
        Assert.Equal(
            [.. Features, "Contract", "Infrastructure"],
            App.GetTypes()
                .Select(type => type.Namespace)
                .Where(space => space?.StartsWith("AffiliateFunctions.", StringComparison.Ordinal) == true)
                .Select(space => space!.Split('.')[1])
                .Distinct()
                .Order(Comparer<string>.Create(ByFeature))
        );

    [Theory]
    [InlineData("Payouts", typeof(ILedger))]
    [InlineData("Onboarding", typeof(ApprovalRequest))]
    public void A_use_of_another_features_type_is_noticed(string feature, Type used) =>
        Assert.NotEmpty(Users($"AffiliateFunctions.{feature}", [used.FullName!]));

    [Fact]
    public void The_infrastructure_knows_no_feature() =>
        Assert.Empty(
            Users("AffiliateFunctions.Infrastructure", [.. Features.Select(feature => $"AffiliateFunctions.{feature}")])
        );

    [Fact]
    public void A_use_of_the_infrastructure_is_noticed() =>
        Assert.NotEmpty(Users("AffiliateFunctions.Ledger", ["AffiliateFunctions.Infrastructure"]));

    [Theory]
    [InlineData("Azure")]
    [InlineData("Microsoft.AspNetCore")]
    [InlineData("Microsoft.Azure")]
    [InlineData("Microsoft.DurableTask")]
    [InlineData("Microsoft.Extensions")]
    [InlineData("System.IO.File")]
    [InlineData("System.IO.FileStream")]
    [InlineData("System.IO.Directory")]
    [InlineData("System.Net")]
    [InlineData("System.TimeProvider")]
    public void The_domain_knows_no_cloud_no_files_no_network_and_no_clock(string forbidden) =>
        Assert.Empty(Names(Types.InAssembly(typeof(PartnerId).Assembly).That().HaveDependencyOn(forbidden).GetTypes()));

    [Fact]
    public void A_use_in_the_domain_is_noticed() =>
        Assert.NotEmpty(
            Names(Types.InAssembly(typeof(PartnerId).Assembly).That().HaveDependencyOn("System.Text.Json").GetTypes())
        );

    [Fact]
    public void Pages_know_nothing_of_the_application() =>
        Assert.Empty(
            Names(
                Types
                    .InAssembly(typeof(PageRenderer).Assembly)
                    .That()
                    .HaveDependencyOnAny("AffiliateFunctions", "Azure", "Microsoft.Azure")
                    .GetTypes()
            )
        );

    [Fact]
    public void Orchestrators_are_static_so_that_nothing_is_injected_into_them() =>
        Assert.All(
            App.GetTypes().Where(type => type.Name.EndsWith("Orchestrator", StringComparison.Ordinal)),
            type => Assert.True(type is { IsAbstract: true, IsSealed: true }, $"{type} is not static.")
        );

    // Features first, in the order of their names.
    private static int ByFeature(string first, string second) =>
        (Features.Contains(second), first).CompareTo((Features.Contains(first), second));

    private static bool IsContract(Type type) =>
        Contracts.Contains(type)
        || (type.IsPublic && Features.Any(feature => type.Namespace == $"AffiliateFunctions.{feature}"));

    private static bool IsIn(Type type, string feature) =>
        type.Namespace is { } space
        && (
            space == $"AffiliateFunctions.{feature}"
            || space.StartsWith($"AffiliateFunctions.{feature}.", StringComparison.Ordinal)
        );

    private static IEnumerable<string> Users(string space, string[] used) =>
        Names(Types.InAssembly(App).That().ResideInNamespace(space).And().HaveDependencyOnAny(used).GetTypes());

    private static IEnumerable<string> Names(IEnumerable<Type> types) => types.Select(type => type.FullName!);
}
