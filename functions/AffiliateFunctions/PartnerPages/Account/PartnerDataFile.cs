using System.IO.Pipelines;
using System.Text.Json;
using Affiliate.Domain.Identity;
using Affiliate.Pages.Models;
using AffiliateFunctions.Disputes;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.PartnerPages.Sessions;
using AffiliateFunctions.Payouts;

namespace AffiliateFunctions.PartnerPages.Account;

/// <summary>Writes a partner's data as JSON while the data is read, so that its size does not matter.</summary>
public sealed class PartnerDataFile(
    ILedger ledger,
    IPartnerLedger figures,
    IPartnerPayouts payouts,
    IPartnerDisputes disputes
)
{
    private const int FlushAfter = 64 * 1024;

    /// <summary>Writes the file.</summary>
    internal async Task WriteAsync(Stream body, PartnerAccount account, CancellationToken cancellationToken)
    {
        var (program, partner) = (account.Program, account.Partner);
        var counted = await figures.FiguresAsync(program, partner.Id, cancellationToken);
        var output = PipeWriter.Create(body, new StreamPipeWriterOptions(leaveOpen: true));
        await using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            Write(json, "profile", Profile.Of(partner));
            Write(json, "balance", counted.Balance);
            Write(json, "months", counted.Months);
            Write(json, "disputes", await disputes.ListAsync(program, partner.Id, cancellationToken));
            await WriteAllAsync(
                "commissions",
                ledger.CommissionsAsync(program.Slug, partner.Id, cancellationToken).Select(CommissionLine.Of)
            );
            await WriteAllAsync("payouts", payouts.MonthsAsync(program, partner, before: null, cancellationToken));
            await WriteAllAsync("statements", StatementsAsync(account, cancellationToken));
            json.WriteEndObject();

            async Task WriteAllAsync<T>(string name, IAsyncEnumerable<T> items)
            {
                json.WriteStartArray(name);
                await foreach (var item in items.WithCancellation(cancellationToken))
                {
                    JsonSerializer.Serialize(json, item, StoredJson.Options);
                    if (json.BytesPending > FlushAfter)
                    {
                        json.Flush();
                        await output.FlushAsync(cancellationToken);
                    }
                }

                json.WriteEndArray();
            }
        }

        await output.FlushAsync(cancellationToken);
        await output.CompleteAsync();
    }

    private async IAsyncEnumerable<StatementData> StatementsAsync(
        PartnerAccount account,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (
            var month in payouts.MonthsAsync(account.Program, account.Partner, before: null, cancellationToken)
        )
        {
            if (
                await payouts.StatementAsync(account.Program, account.Partner, month.Period, cancellationToken) is
                { } statement
            )
            {
                yield return StatementData.Of(month.Period, statement);
            }
        }
    }

    private static void Write<T>(Utf8JsonWriter json, string name, T value)
    {
        json.WritePropertyName(name);
        JsonSerializer.Serialize(json, value, StoredJson.Options);
    }

    /// <summary>The content of the file.</summary>
    /// <param name="Profile">The partner.</param>
    /// <param name="Balance">The running totals.</param>
    /// <param name="Months">The counts by month.</param>
    /// <param name="Disputes">The disputes, the newest first.</param>
    /// <param name="Commissions">The commissions, in the order of the conversions.</param>
    /// <param name="Payouts">The payouts, the newest first.</param>
    /// <param name="Statements">The statements, the newest first.</param>
    [ResponseExample(
        """
            {
              "profile": {
                "id": "prt_01m1k9n3e0v3rs3dtr98h6bcfn",
                "program": "acme",
                "name": "Pat Partner",
                "email": "pat@partner.example.org",
                "company": "Partner Agency",
                "country": "US",
                "status": "active",
                "code": "agency",
                "coupons": ["AGENCY"],
                "tax": { "form": "w9", "status": "verified" },
                "payout": { "method": "ach", "summary": "Account ending 6789" },
                "terms": { "version": "1", "accepted_at": "2026-09-02T14:00:00+00:00" },
                "notifications": {
                  "statements": true,
                  "commission_news": true,
                  "coaching": false,
                  "lead_reminders": true,
                  "certification_reminders": true
                },
                "created_at": "2026-09-03T09:30:00+00:00"
              },
              "balance": {
                "held": 0,
                "pending": 2000,
                "payable": 0,
                "in_payout": 0,
                "paid": 1500,
                "negative": 0,
                "currency": "USD"
              },
              "months": [{ "month": "2026-10", "clicks": 120, "leads": 4, "sales": 1, "commissions": 2000 }],
              "disputes": [
                {
                  "id": "dsp_01m45r3180yajdsx5vk7tbxabk",
                  "contested": "a missing commission",
                  "named": ["invoice INV-7"],
                  "claim": "The customer came by our webinar.",
                  "opened_at": "2026-10-07T10:00:00+00:00",
                  "status": "upheld",
                  "decided_at": "2026-10-08T09:00:00+00:00",
                  "answer": ["After a review, everything stays as it is.", "The customer was known before."]
                }
              ],
              "commissions": [
                {
                  "id": "com_01m45r3180yajdsx5vk7tbxabk",
                  "event_id": "sale-1",
                  "rule": "revenue-share",
                  "amount": 2000,
                  "reversed_amount": 0,
                  "currency": "USD",
                  "status": "pending",
                  "due_at": "2026-11-04T10:00:00+00:00",
                  "created_at": "2026-10-05T10:00:02+00:00"
                }
              ],
              "payouts": [
                {
                  "period": "2026-09",
                  "payout": {
                    "amount": 1500,
                    "currency": "USD",
                    "status": "paid",
                    "method": "ach",
                    "settled_at": "2026-10-04T09:00:00+00:00"
                  }
                }
              ],
              "statements": [
                {
                  "period": "2026-09",
                  "currency": "USD",
                  "opening": "0.00",
                  "closing": "15.00",
                  "movements": [
                    { "date": "5 Sep", "text": "revenue-share on 75.00 USD", "amount": "15.00", "balance": "15.00" }
                  ]
                }
              ]
            }
            """
    )]
    internal sealed record Content(
        Profile Profile,
        PartnerBalance Balance,
        IReadOnlyList<MonthFigures> Months,
        IReadOnlyList<PartnerDispute> Disputes,
        IReadOnlyList<CommissionLine> Commissions,
        IReadOnlyList<PartnerMonth> Payouts,
        IReadOnlyList<StatementData> Statements
    );

    /// <summary>The partner's own data.</summary>
    internal sealed record Profile(
        PartnerId Id,
        ProgramSlug Program,
        string Name,
        string Email,
        string Company,
        string Country,
        string? Website,
        string? Address,
        string? VatId,
        PartnerStatus Status,
        string Code,
        IReadOnlyList<string> Coupons,
        TaxSummary Tax,
        PayoutSummary Payout,
        TermsSummary Terms,
        PartnerNotifications Notifications,
        DateTimeOffset CreatedAt
    )
    {
        public static Profile Of(Partner partner) =>
            new(
                partner.Id,
                partner.Program,
                partner.Name,
                partner.Email,
                partner.Company,
                partner.Country,
                partner.Website,
                partner.Address,
                partner.VatId,
                partner.Status,
                partner.Code,
                partner.Coupons,
                new TaxSummary(partner.Tax.Form, partner.Tax.Status, partner.Tax.ExpiresAt),
                new PayoutSummary(partner.Payout.Method, partner.Payout.Summary),
                new TermsSummary(partner.Terms.Version, partner.Terms.AcceptedAt),
                partner.Notifications ?? new PartnerNotifications(),
                partner.CreatedAt
            );
    }

    /// <summary>The tax form, without its numbers.</summary>
    internal sealed record TaxSummary(string? Form, string Status, DateOnly? ExpiresAt);

    /// <summary>The payout method, without the details.</summary>
    internal sealed record PayoutSummary(string? Method, string? Summary);

    /// <summary>The accepted terms.</summary>
    internal sealed record TermsSummary(string? Version, DateTimeOffset? AcceptedAt);

    /// <summary>A commission, without its customer.</summary>
    internal sealed record CommissionLine(
        CommissionId Id,
        EventId EventId,
        string Rule,
        long Amount,
        long ReversedAmount,
        string Currency,
        string Status,
        DateTimeOffset DueAt,
        DateTimeOffset CreatedAt
    )
    {
        public static CommissionLine Of(CommissionView commission) =>
            new(
                commission.Id,
                commission.EventId,
                commission.Rule,
                commission.Amount,
                commission.ReversedAmount,
                commission.Currency,
                commission.Status,
                commission.DueAt,
                commission.CreatedAt
            );
    }

    /// <summary>A statement, formatted.</summary>
    internal sealed record StatementData(
        Period Period,
        string Currency,
        string Opening,
        string Closing,
        IReadOnlyList<StatementRow> Movements
    )
    {
        public static StatementData Of(Period period, Statement statement) =>
            new(period, statement.Currency, statement.Opening, statement.Closing, statement.Rows);
    }
}
