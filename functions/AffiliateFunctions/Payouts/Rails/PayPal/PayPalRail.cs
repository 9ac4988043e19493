using System.Net;
using System.Text.RegularExpressions;
using Affiliate.Domain.Payouts.Files;
using Affiliate.Domain.Payouts.Files.PayPal;
using AffiliateFunctions.Payouts.Files;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Payouts.Rails.PayPal;

/// <summary>
/// Pays through PayPal's Payouts API (https://developer.paypal.com/api/payments.payouts-batch/v1). The
/// <c>sender_batch_id</c> names program, period and attempt, so that a batch which is sent again is refused by PayPal
/// and not paid twice: "PayPal does not process duplicate payouts. If you specify a <c>sender_batch_id</c> that was
/// used in the last 30 days, the API rejects the request with an error message that shows the duplicate
/// <c>sender_batch_id</c> and includes a HATEOAS link to the original payout". The header <c>PayPal-Request-Id</c> is
/// not used, because only the <c>sender_batch_id</c> has this promise.
/// </summary>
internal sealed partial class PayPalRail(PayPalClient client, IOptions<PayPalOptions> options) : IApiRail
{
    private const string Payouts = "v1/payments/payouts";
    private const string DuplicateField = "sender_batch_id";
    private const int PageSize = 1_000;
    private const int MaxIssues = 5;
    private const int MaxReason = 400;

    // PayPal recognises a repeated batch for 30 days.
    private const int MaxResendDays = 25;

    // The errors of the request as such: it would be rejected again
    // (https://developer.paypal.com/api/payments.payouts-batch/v1/errors).
    private static readonly string[] Permanent = ["VALIDATION_ERROR", "MALFORMED_REQUEST", "MALFORMED_REQUEST_JSON"];

    /// <inheritdoc/>
    public string Name => PayoutRails.PayPal;

    /// <inheritdoc/>
    public bool IsEnabled => options.Value.IsEnabled;

    /// <inheritdoc/>
    public TimeSpan MaxResend => TimeSpan.FromDays(MaxResendDays);

    /// <inheritdoc/>
    public Task<PaymentFileResult> WriteAsync(
        PaymentFileTerms terms,
        string method,
        IAsyncEnumerable<PaymentInstruction> instructions,
        IPaymentFileSink sink,
        CancellationToken cancellationToken
    ) => PayPalBatchWriter.WriteAsync(SettingsOf(terms), instructions, sink, cancellationToken);

    /// <inheritdoc/>
    public string MessageIdOf(PaymentFileTerms terms, string name, int filesBefore) =>
        SettingsOf(terms).BatchId(filesBefore);

    /// <inheritdoc/>
    public async Task<SendResult> SendAsync(ReadOnlyMemory<byte> batch, CancellationToken cancellationToken)
    {
        try
        {
            return ResultOf(await client.SendAsync(HttpMethod.Post, Payouts, batch, cancellationToken));
        }
        catch (PayPalUnreachableException)
        {
            return new SendResult.Unknown("PayPal cannot be reached or did not answer.");
        }
    }

    /// <inheritdoc/>
    public async Task<ReportResult> ReadAsync(string batchId, CancellationToken cancellationToken)
    {
        try
        {
            var payments = new List<ReportedPayment>();
            for (var page = 1; ; page++)
            {
                var answer = await client.SendAsync(
                    HttpMethod.Get,
                    $"{Payouts}/{Uri.EscapeDataString(batchId)}?page={page}&page_size={PageSize}&total_required=true",
                    body: null,
                    cancellationToken
                );
                if (
                    answer.Status != HttpStatusCode.OK
                    || answer.Text("batch_header", "sender_batch_header", "sender_batch_id") is not { } messageId
                )
                {
                    return answer.Status is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError
                        ? new ReportResult.Unavailable()
                        : new ReportResult.Rejected(ReasonOf(answer));
                }

                var items = answer.Body.AllAt("items").Select(PayPalItem.Read).ToList();
                payments.AddRange(items.OfType<ReportedPayment>());
                var isLast = answer.Number("total_pages") is { } pages ? page >= pages : items.Count < PageSize;
                if (items.Count == 0 || isLast)
                {
                    return new ReportResult.Read(messageId, payments);
                }
            }
        }
        catch (PayPalUnreachableException)
        {
            return new ReportResult.Unavailable();
        }
    }

    private static PayPalBatchSettings SettingsOf(PaymentFileTerms terms) =>
        new(SenderBatchId.PrefixOf(terms.Cycle), $"Your commissions of {terms.Cycle.Period}");

    private static SendResult ResultOf(PayPalAnswer answer)
    {
        if (answer.Status == HttpStatusCode.Created && answer.Text("batch_header", "payout_batch_id") is { } created)
        {
            return new SendResult.Accepted(created);
        }

        if (
            answer.Status
            is HttpStatusCode.RequestTimeout
                or HttpStatusCode.Conflict
                or < HttpStatusCode.BadRequest
                or >= HttpStatusCode.InternalServerError
        )
        {
            return new SendResult.Unknown(ReasonOf(answer));
        }

        // Whatever else PayPal says about the id of the batch, it may have the batch.
        var duplicates = answer
            .Body.AllAt("details")
            .Where(detail =>
                detail.TextAt("field")?.Contains(DuplicateField, StringComparison.OrdinalIgnoreCase) == true
            )
            .ToList();
        var links = duplicates.Concat([answer.Body]).SelectMany(part => part.AllAt("link").Concat(part.AllAt("links")));
        var original = links
            .Select(link => BatchOf().Match(link.TextAt("href") ?? string.Empty))
            .FirstOrDefault(match => match.Success);
        return duplicates.Count > 0
            ? original is null
                ? new SendResult.Unknown(ReasonOf(answer))
                : new SendResult.Accepted(original.Groups["id"].Value)
            : answer.Status == HttpStatusCode.BadRequest && Permanent.Contains(answer.Text("name"))
                ? new SendResult.Refused(ReasonOf(answer))
                : new SendResult.Rejected(ReasonOf(answer));
    }

    // PayPal's own messages can repeat what was sent, such as an address. Only its codes, fields and issues are kept.
    private static string ReasonOf(PayPalAnswer answer)
    {
        var issues = answer
            .Body.AllAt("details")
            .Select(detail =>
                string.Join(": ", new[] { detail.TextAt("field"), detail.TextAt("issue") }.OfType<string>())
            )
            .Where(issue => issue.Length > 0)
            .Take(MaxIssues);
        var name = answer.Text("name") ?? answer.Text("error");
        var text = string.Join("; ", [$"PayPal answered {(int)answer.Status} {name}".TrimEnd(), .. issues]);
        return $"{(text.Length > MaxReason ? text[..MaxReason] : text)}.";
    }

    [GeneratedRegex("/v1/payments/payouts/(?<id>[A-Za-z0-9]{1,30})(?:[?/]|$)", RegexOptions.CultureInvariant)]
    private static partial Regex BatchOf();
}
