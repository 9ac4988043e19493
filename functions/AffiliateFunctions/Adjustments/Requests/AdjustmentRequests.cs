using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Ids;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Adjustments.Requests;

/// <summary>
/// What the requests for adjustments have in common: who may decide, and how a repeated request is known.
/// </summary>
public sealed class AdjustmentRequests(IdSource ids, TimeProvider clock)
{
    /// <summary>The header by which a repeated request is known (draft-ietf-httpapi-idempotency-key-header).</summary>
    public const string KeyHeader = "Idempotency-Key";

    private const int MaxReason = 2000;
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
        : preparer is not null && !MailAddressText.IsMailable(preparer)
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

    /// <summary>Returns an adjustment of the program that is asked for now.</summary>
    public StoredAdjustment New(
        AffiliateProgram program,
        AdjustmentKind kind,
        PartnerId partner,
        string reason,
        string? preparedBy
    ) =>
        new()
        {
            Id = AdjustmentId.Parse(ids.Next("adj_")),
            Program = program.Slug,
            Kind = kind,
            Partner = partner,
            Currency = program.Currency,
            Reason = reason.Trim(),
            PreparedBy = preparedBy,
            RequestedAt = clock.GetUtcNow(),
        };
}
