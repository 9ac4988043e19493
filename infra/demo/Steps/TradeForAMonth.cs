using System.Text.Json.Nodes;
using Affiliate.Demo.Outside;

namespace Affiliate.Demo.Steps;

/// <summary>
/// Sends a month of clicks, leads, sales and refunds, week by week. Some are sent separately, most in batches, and a
/// third of the sales as Stripe webhooks. Some are sent twice, and some are invalid.
/// </summary>
internal sealed class TradeForAMonth(
    ProgramClient program,
    StripeSender stripe,
    IReadOnlyList<string> codes,
    DemoProgress progress
)
{
    private const int Weeks = 4;
    private const int AtOnce = 16;

    /// <summary>How often a month the link of a partner is visited beside the planned clicks.</summary>
    public const int Visits = Weeks;

    /// <summary>The partner whose link is visited in the month.</summary>
    public static int VisitedOf(MonthPlan month, int partners) => month.Number % partners;

    public async Task PlayAsync(MonthPlan month)
    {
        var act = progress.Begin($"Month {month.Number}: clicks, leads, sales", Weeks + 1);
        for (var week = 0; week < Weeks; week++)
        {
            var (from, to) = (
                month.Begin.AddDays(week * 7),
                week == Weeks - 1 ? month.Begin.AddMonths(1).AddHours(-12) : month.Begin.AddDays((week + 1) * 7)
            );
            await program.MoveToAsync(to);
            await WeekAsync(month, from, to);
            act.Step();
        }

        act.End();
    }

    private async Task WeekAsync(MonthPlan month, DateTimeOffset from, DateTimeOffset to)
    {
        bool Falls(DateTimeOffset at) => at >= from && at < to;
        var clickIds = await ClicksAsync([.. month.Clicks.Where(click => click.IsNamed && Falls(click.At))]);
        await program.VisitAsync($"/r/{codes[VisitedOf(month, codes.Count)]}");

        var batch = new List<JsonObject>();
        batch.AddRange(
            month
                .Clicks.Where(click => !click.IsNamed && Falls(click.At))
                .Select(click => Event("click", click.Id, click.At, ("code", codes[click.Partner])))
        );
        batch.AddRange(month.Leads.Where(lead => Falls(lead.At)).Select(lead => LeadOf(lead, clickIds)));
        batch.AddRange(month.Sales.Where(sale => !sale.IsWebhook && Falls(sale.At)).Select(SaleOf));
        batch.AddRange(batch.Take(3).Select(again => again.DeepClone().AsObject()).ToList());
        batch.Add(
            new JsonObject
            {
                ["type"] = "sale",
                ["event_id"] = $"wrong-{month.Number}-{from.Day}",
                ["amount"] = -1,
            }
        );
        await SendAsync(batch);
        await InvoicesAsync([.. month.Sales.Where(sale => sale.IsWebhook && Falls(sale.At))]);
        await program.WhenIdleAsync();
        await SendAsync([.. month.Refunds.Where(refund => Falls(refund.At)).Select(RefundOf)]);
        await program.WhenIdleAsync();
    }

    private async Task<Dictionary<string, string>> ClicksAsync(IReadOnlyList<PlannedClick> clicks)
    {
        var ids = new Dictionary<string, string>();
        foreach (var some in clicks.Chunk(AtOnce))
        {
            var answers = await Task.WhenAll(
                some.Select(click =>
                    program.PostAsync(
                        $"{program.Path}/track/click",
                        new JsonObject
                        {
                            ["event_id"] = click.Id,
                            ["occurred_at"] = click.At.UtcDateTime,
                            ["code"] = codes[click.Partner],
                        }.ToJsonString()
                    )
                )
            );
            for (var i = 0; i < some.Length; i++)
            {
                ids[some[i].Id] = answers[i].GetProperty("click_id").GetString()!;
            }
        }

        return ids;
    }

    private async Task InvoicesAsync(IReadOnlyList<PlannedSale> sales)
    {
        foreach (var some in sales.Chunk(AtOnce))
        {
            var now = await program.NowAsync();
            await Task.WhenAll(
                some.Select(sale =>
                {
                    var body = StripeSender.Paid(
                        sale.Invoice,
                        sale.Customer.Id,
                        sale.Amount,
                        sale.Tax,
                        sale.At,
                        sale.IsFirst,
                        sale.IsFirst ? codes[sale.Customer.Partner] : null
                    );
                    return program.SendWebhookAsync("stripe", body, StripeSender.Header, stripe.Sign(body, now));
                })
            );
        }
    }

    private async Task SendAsync(IReadOnlyList<JsonObject> events)
    {
        foreach (var some in events.Chunk(1000))
        {
            await program.PostAsync(
                $"{program.Path}/track/batch",
                new JsonObject { ["events"] = new JsonArray([.. some]) }.ToJsonString()
            );
        }
    }

    // A lead of the first day can come from a click of the previous week.
    private JsonObject LeadOf(PlannedLead lead, Dictionary<string, string> clickIds)
    {
        var attributed =
            lead.Click is { } click && clickIds.TryGetValue(click.Id, out var id)
                ? ("click_id", id)
                : ("code", codes[lead.Customer.Partner]);
        var body = Event("lead", lead.Id, lead.At, attributed);
        body["customer"] = new JsonObject { ["external_id"] = lead.Customer.Id, ["country"] = "US" };
        return body;
    }

    private JsonObject SaleOf(PlannedSale sale)
    {
        var body = Event(
            "sale",
            $"sale-{sale.Invoice}",
            sale.At,
            sale.IsFirst ? [("code", codes[sale.Customer.Partner])] : []
        );
        body["invoice_id"] = sale.Invoice;
        body["customer"] = new JsonObject { ["external_id"] = sale.Customer.Id };
        body["amount"] = sale.Amount;
        body["tax"] = sale.Tax;
        body["currency"] = "USD";
        return body;
    }

    private static JsonObject RefundOf(PlannedRefund refund)
    {
        var body = Event("refund", refund.Id, refund.At);
        body["invoice_id"] = refund.Sale.Invoice;
        body["amount"] = refund.Amount;
        return body;
    }

    private static JsonObject Event(
        string type,
        string id,
        DateTimeOffset at,
        params ReadOnlySpan<(string Name, string Value)> members
    )
    {
        var body = new JsonObject
        {
            ["type"] = type,
            ["event_id"] = id,
            ["occurred_at"] = at.UtcDateTime,
        };
        foreach (var (name, value) in members)
        {
            body[name] = value;
        }

        return body;
    }
}
