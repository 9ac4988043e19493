using System.Globalization;
using Spectre.Console;

namespace AffiliateFunctions.Benchmarks.Tracking;

/// <summary>
/// The requests to storage of an unused app with one live program: polls of its queues, and its timers. The minutes are
/// wall time, so the requests of hourly and daily timers are listed separately, from a day on the driven clock.
/// </summary>
internal static class IdleApp
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Watched = TimeSpan.FromMinutes(2);

    public static async Task RunAsync(MeasuredApp app)
    {
        await app.Pilot.BeginAsync(
            "idle",
            """ "commissions": [{"id": "share", "on": "sale", "pay": {"percent": "20"}}] """
        );
        await app.Pilot.AddPartnersAsync("idle", 3);
        await app.App.WhenIdleAsync();
        await Task.Delay(Settling, TimeProvider.System);
        var before = app.Used;
        await Task.Delay(Watched, TimeProvider.System);
        var quiet = app.Used - before;

        before = app.Used;
        await app.App.AdvanceAsync(TimeSpan.FromDays(1));
        var day = app.Used - before;

        var hours = Watched / TimeSpan.FromHours(1);
        var table = new Table
        {
            Title = new TableTitle("Requests to storage of an app that nobody uses, an hour"),
        }.AddColumns("looks into empty queues", "other requests while nothing is due", "timers, a day's over 24 hours");
        table.AddRow(Number(quiet.Empty / hours), Number(quiet.Requests / hours), Number(day.Requests / 24.0));
        AnsiConsole.Write(table);
    }

    private static string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
