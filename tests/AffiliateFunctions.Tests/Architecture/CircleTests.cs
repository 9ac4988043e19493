using System.Reflection;
using AffiliateFunctions.Programs;

namespace AffiliateFunctions.Tests.Architecture;

/// <summary>
/// Features use each other in one direction only, so that each can be read and changed without those above it.
/// </summary>
public sealed class CircleTests
{
    private static readonly Assembly App = typeof(IPrograms).Assembly;

    private static readonly FeatureDependencies Features = FeatureDependencies.Read(App, "AffiliateFunctions");

    [Fact]
    public void Features_form_no_circle() =>
        Assert.Empty(
            Features
                .OnCircles()
                .Select(edge => $"{edge.From} -> {edge.To}: {string.Join("; ", Features.Between(edge.From, edge.To))}")
        );

    [Theory]
    [InlineData("Payouts", "Ledger")]
    [InlineData("Tracking", "Attribution")]
    [InlineData("RuleBooks", "Programs")]
    public void A_use_of_another_feature_is_noticed(string from, string to) =>
        Assert.NotEmpty(Features.Between(from, to));

    [Fact]
    public void A_circle_is_noticed_however_long_it_is() =>
        Assert.Equal(
            [("Cycles", "Ledger"), ("Ledger", "Rules"), ("Rules", "Cycles")],
            FeatureDependencies.CirclesIn([
                ("Ledger", "Rules"),
                ("Rules", "Cycles"),
                ("Cycles", "Ledger"),
                ("Rules", "Money"),
            ])
        );
}
