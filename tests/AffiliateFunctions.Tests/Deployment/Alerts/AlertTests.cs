using System.Reflection;
using AffiliateFunctions.Programs;
using AffiliateFunctions.Tests.Deployment.Alerts.Rules;
using AffiliateFunctions.Tests.Deployment.Alerts.Scenes;
using Microsoft.Azure.Functions.Worker;
using Testing;

namespace AffiliateFunctions.Tests.Deployment.Alerts;

/// <summary>
/// Each alert rule of the deployment fires in its situation, and not at its threshold. The rules are those of the Bicep
/// files. The app makes its log entries and measurements itself.
/// </summary>
public sealed class AlertTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 10, 12, 0, 0, TimeSpan.Zero);

    private readonly AlertScenes scenes = new(azurite);

    public static TheoryData<string> Rules => [.. BicepAlerts.Rules.Select(rule => rule.Name)];

    public static TheoryData<string> Timers =>
        [
            .. typeof(IPrograms)
                .Assembly.GetTypes()
                .SelectMany(type => type.GetMethods())
                .Where(method =>
                    method.GetParameters().Any(parameter => parameter.IsDefined(typeof(TimerTriggerAttribute)))
                )
                .Select(method => method.GetCustomAttribute<FunctionAttribute>()!.Name),
        ];

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task An_alert_fires_beyond_its_threshold_and_not_at_it(string name)
    {
        var rule = Rule(name);

        Assert.False(await FiresAsync(rule, rule.Quiet), $"{name} fires at {rule.Quiet}.");
        Assert.True(await FiresAsync(rule, rule.Loud), $"{name} does not fire at {rule.Loud}.");
    }

    [Fact]
    public void Every_situation_is_one_of_a_rule() =>
        Assert.Equal(BicepAlerts.Rules.Select(rule => rule.Name).Order(), scenes.Names.Order());

    [Fact]
    public async Task A_paid_click_that_storage_refuses_fires_the_alert_too()
    {
        var (rule, telemetry) = (Rule("lost-clicks"), new Telemetry(Noon));

        await new AppScenes(azurite).LosePaidClicksAsync(new Stage(telemetry, Noon, rule.Window, 1));

        Assert.True(FiresAt(rule, telemetry, Noon));
    }

    [Fact]
    public async Task An_event_that_waited_for_others_and_is_held_is_logged_in_its_own_invocation()
    {
        var (rule, telemetry) = (Rule("held-events"), new Telemetry(Noon));

        var invocation = await new AppScenes(azurite).HoldLaterEventAsync(new Stage(telemetry, Noon, rule.Window, 1));

        Assert.True(FiresAt(rule, telemetry, Noon));
        var entry = Assert.Single(
            telemetry.Table("traces", rule.Window).Rows,
            row => $"{row["message"]}".Contains("is held", StringComparison.Ordinal)
        );
        var dimensions = (IReadOnlyDictionary<string, string>)entry["customDimensions"]!;
        Assert.Equal(invocation, dimensions["InvocationId"]);
    }

    [Theory]
    [MemberData(nameof(Timers))]
    public void Each_timer_function_that_fails_fires_the_alert(string timer)
    {
        var telemetry = new Telemetry(Noon.AddMinutes(-30));

        telemetry.AddRequest(timer, isSuccess: false);

        Assert.True(FiresAt(Rule("failed-timers"), telemetry, Noon));
    }

    [Fact]
    public async Task A_day_fires_the_alerts_of_its_situations_and_no_other()
    {
        var midnight = Noon.AddHours(-12);
        var telemetry = new Telemetry(midnight);
        for (var hour = 0; hour < 24; hour++)
        {
            telemetry.Now = midnight.AddHours(hour);
            PlatformScenes.AddOrdinaryHour(telemetry);
            PlatformScenes.AddOrdinaryStorage(telemetry);
            PlatformScenes.AddTimerRun(telemetry);
        }

        (string Rule, int Fires, int Ends)[] situations =
        [
            ("server-errors", 3, 4),
            ("held-events", 6, 7),
            ("failed-mails", 9, 10),
            ("oldest-message", 12, 13),
            ("overdue-approvals", 15, 17),
            ("storage-throttled", 18, 19),
        ];
        foreach (var (name, hour, _) in situations)
        {
            await scenes.PlayAsync(Rule(name), telemetry, midnight.AddHours(hour), Rule(name).Loud);
        }

        // As much as fires nothing.
        await scenes.PlayAsync(Rule("slow-events"), telemetry, midnight.AddHours(4), Rule("slow-events").Quiet);
        await scenes.PlayAsync(Rule("server-errors"), telemetry, midnight.AddHours(20), Rule("server-errors").Quiet);

        Assert.Equal(
            situations.Order(),
            BicepAlerts.Rules.SelectMany(rule => Alerts(rule, telemetry, midnight)).Order()
        );
    }

    private static AlertRule Rule(string name) => BicepAlerts.Rules.Single(rule => rule.Name == name);

    private async Task<bool> FiresAsync(AlertRule rule, double value)
    {
        var telemetry = new Telemetry(Noon.AddMinutes(-2));
        PlatformScenes.AddOrdinaryHour(telemetry);
        await scenes.PlayAsync(rule, telemetry, Noon, value);
        return FiresAt(rule, telemetry, Noon);
    }

    private static bool FiresAt(AlertRule rule, Telemetry telemetry, DateTimeOffset time)
    {
        telemetry.Now = time;
        return rule.Fires(telemetry);
    }

    /// <summary>The alerts of a rule, with the hours of the day by which each fires and has ended.</summary>
    private static IEnumerable<(string Rule, int Fires, int Ends)> Alerts(
        AlertRule rule,
        Telemetry telemetry,
        DateTimeOffset midnight
    )
    {
        int? since = null;
        for (var time = midnight.AddHours(3); time <= midnight.AddDays(1); time += rule.Frequency)
        {
            var (fires, hour) = (FiresAt(rule, telemetry, time), (int)Math.Ceiling((time - midnight).TotalHours));
            if (!fires && since is { } first)
            {
                yield return (rule.Name, first, hour);
            }

            since = fires ? since ?? hour : null;
        }
    }
}
