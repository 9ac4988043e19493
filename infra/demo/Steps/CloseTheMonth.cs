using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Affiliate.Demo.Outside;

namespace Affiliate.Demo.Steps;

/// <summary>
/// Closes a month: approves the payouts by link, settles them by file, and reviews the month by link.
/// </summary>
internal sealed class CloseTheMonth(ProgramClient program, DemoProgress progress)
{
    public async Task PlayAsync(DateTimeOffset month, bool isLast)
    {
        var period = month.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        var act = progress.Begin($"Closing {period}", 4);
        await program.MoveToAsync(month.AddMonths(1).AddHours(3));
        await program.PostAsync($"{program.Path}/cycles", new JsonObject { ["period"] = period }.ToJsonString());
        await program.WhenIdleAsync();
        act.Step();
        if (await StatusAsync(period) == "awaiting_approval")
        {
            await PressAsync(SetUpProgram.Finance, $"Approve the payouts of {period}", ("decision", "approve"));
        }

        if (await StatusAsync(period) == "awaiting_approval")
        {
            await PressAsync(
                SetUpProgram.Owner,
                $"Second approval of the payouts of {period}",
                ("decision", "approve")
            );
        }

        act.Step();
        if (await StatusAsync(period) == "paying")
        {
            await SettleAsync(period);
        }

        act.Step();
        if (await StatusAsync(period) == "settled")
        {
            await PressAsync(
                SetUpProgram.Owner,
                $"Review of Demo partner program, {month.ToString("MMMM yyyy", CultureInfo.InvariantCulture)}",
                ("decision", isLast ? "scale" : "keep"),
                ("reason", isLast ? "The signals hold" : string.Empty)
            );
        }

        act.End();
    }

    // The bank pays all partners except one, whose account it does not find.
    private async Task SettleAsync(string period)
    {
        var csv = new StringBuilder("payout_id,status,reference,reason\n");
        var payouts = await program.ListAsync($"{program.Path}/cycles/{period}/payouts");
        var open = payouts.Where(payout => payout.GetProperty("status").GetString() == "reserved").ToList();
        for (var i = 0; i < open.Count; i++)
        {
            var id = open[i].GetProperty("id").GetString();
            csv.Append(
                i == 0 && open.Count == payouts.Count ? $"{id},failed,,account closed\n" : $"{id},paid,BANK-{id},\n"
            );
        }

        await program.PostCsvAsync($"{program.Path}/cycles/{period}/settlement", csv.ToString());
        await program.WhenIdleAsync();
    }

    private async Task PressAsync(string to, string subject, params (string Name, string Value)[] fields)
    {
        var link =
            await program.FindLinkAsync(to, subject, "/approve/")
            ?? throw new UnexpectedAnswerException($"No e-mail to {to} is about '{subject}'.");
        await program.PressAsync(link, fields);
        await program.WhenIdleAsync();
    }

    private async Task<string?> StatusAsync(string period) =>
        (await program.GetAsync($"{program.Path}/cycles/{period}")).GetProperty("status").GetString();
}
