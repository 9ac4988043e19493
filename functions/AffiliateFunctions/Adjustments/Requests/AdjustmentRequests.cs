using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Ids;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Adjustments.Requests;

/// <summary>
/// What the requests for adjustments have in common: who may decide, and how a repeated request is known.
/// </summary>
public sealed class AdjustmentRequests(AdjustmentStarter starter, IdSource ids, TimeProvider clock)
{
    /// <summary>The header by which a repeated request is known (draft-ietf-httpapi-idempotency-key-header).</summary>
    public const string KeyHeader = "Idempotency-Key";

    /// <summary>The longest reason.</summary>
    public const int MaxReason = 2000;

    private const int MaxKey = 200;

    /// <summary>Whether a reason can be stored.</summary>
    public static bool IsReason(string? reason) =>
        !string.IsNullOrWhiteSpace(reason) && reason.Length <= MaxReason && LineText.LinesFit(reason);

    /// <summary>The message for a reason that cannot be stored.</summary>
    public const string ReasonSentence =
        "Give the reason in 1 to 2,000 characters, without control characters other than line breaks.";

    /// <summary>
    /// Returns why an adjustment of the program cannot be decided: it is a draft, or it has no second person. Null when
    /// the request can be taken. A closed program still pays what is due, so its amounts can be corrected.
    /// </summary>
    public static Problem? Refusal(AffiliateProgram program, string? preparer) =>
        program.Stage == ProgramStage.Draft
            ? Problem.Conflict("The program is a draft, in which nothing is earned: change its stage first.")
        : program.Charter is not { } charter
            ? Problem.Conflict(
                "The program has no charter, so it has nobody who can decide.",
                [("/charter", "Write the charter first: its persons decide on adjustments.")]
            )
        : preparer is not null && !MailAddressText.Fits(preparer)
            ? Problem.Invalid("/prepared_by", "Give the e-mail address of the person who prepares the adjustment.")
        : charter.FinanceFirst(preparer is null ? [] : [preparer]).Count == 0
            ? Problem.Invalid(
                "/prepared_by",
                "Another person of the charter must be able to approve. Name another preparer, or change the charter."
            )
        : null;

    /// <summary>Returns the claim of the request's idempotency key; null when the request has none.</summary>
    public static Result<string?> ReadKey(HttpRequest request)
    {
        if (!request.Headers.TryGetValue(KeyHeader, out var sent))
        {
            return Result.Of<string?>(null);
        }

        var key = sent.ToString();
        return key.Trim().Length is > 0 and <= MaxKey
            ? Result.Of<string?>(AdjustmentClaim.OfKey(key))
            : Problem.Invalid(string.Empty, $"Give an {KeyHeader} of 1 to {MaxKey} characters, or leave it out.");
    }

    /// <summary>Starts an adjustment of the program.</summary>
    public Task<Result<StoredAdjustment>> StartAsync(
        AffiliateProgram program,
        AskedAdjustment asked,
        string? claim,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        starter.StartAsync(
            new StoredAdjustment
            {
                Id = AdjustmentId.Parse(ids.Next("adj_")),
                Program = program.Slug,
                Kind = asked.Kind,
                Partner = asked.Partner,
                Amount = asked.Amount,
                Currency = program.Currency,
                Commission = asked.Commission,
                ReasonCode = asked.ReasonCode,
                Customer = asked.Customer,
                From = asked.From,
                Reason = asked.Reason.Trim(),
                PreparedBy = asked.PreparedBy,
                RequestedAt = clock.GetUtcNow(),
            },
            claim,
            orchestrations,
            cancellationToken
        );
}

/// <summary>The parts of an adjustment that a request names.</summary>
/// <param name="Kind">What is adjusted.</param>
/// <param name="Partner">The partner.</param>
/// <param name="Reason">The reason.</param>
/// <param name="PreparedBy">The person who prepared the adjustment, or null.</param>
public sealed record AskedAdjustment(AdjustmentKind Kind, PartnerId Partner, string Reason, string? PreparedBy)
{
    /// <summary>The amount in minor units.</summary>
    public long? Amount { get; init; }

    /// <summary>The commission to void.</summary>
    public CommissionId? Commission { get; init; }

    /// <summary>The customer to move to the partner.</summary>
    public CustomerId? Customer { get; init; }

    /// <summary>The time from which the customer is to belong to the partner.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Why it is voided.</summary>
    public Affiliate.Domain.Ledger.VoidReason? ReasonCode { get; init; }
}
