using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.HeldCommissions;

/// <summary>The pages of the links about held commissions.</summary>
public sealed class HeldCommissionPages(PageAnswers pages, ILedger ledger, IPartners partners)
{
    private const int AtOnce = 8;

    /// <summary>The page with the form.</summary>
    /// <param name="program">The program.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="link">The link.</param>
    /// <param name="sent">The submission and its result.</param>
    /// <param name="cancellationToken">Cancels.</param>
    internal async Task<IResult> FormAsync(
        AffiliateProgram program,
        HeldBatch batch,
        HeldLink link,
        HeldSubmission sent,
        CancellationToken cancellationToken
    )
    {
        var commissions = await ReadAsync(batch, cancellationToken);
        var known = await partners.FindAllAsync(
            program.Slug,
            commissions.Select(commission => commission.PartnerId).Distinct(),
            cancellationToken
        );
        var waiting = commissions.Where(commission => commission.Status == "held").ToList();
        var form = new HeldCommissionsForm
        {
            Brand = program.Brand(),
            Title = $"Held commissions of {DisplayFormat.Day(batch.Day)}",
            Action = HeldCommissionLinks.PathOf(link.Text),
            Decider = link.Token.Actor,
            Result = sent.Result,
            Groups = [.. waiting.GroupBy(GroupOf).Select(group => GroupOf(group, program, known, link.Text))],
            Decided =
            [
                .. commissions
                    .Except(waiting)
                    .Select(commission => ViewOf(commission, known, link.Text, StateOf(commission))),
            ],
            Reason = sent.Error is null ? null : sent.Reason,
            Selected = sent.Error is null ? new HashSet<string>() : sent.Selected.ToHashSet(StringComparer.Ordinal),
            ErrorField = sent.Error?.Field,
            Error = sent.Error?.Sentence,
        };
        return await pages.AnswerAsync<HeldCommissionsPage>(
            form,
            sent.Error is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest
        );
    }

    /// <summary>The page of a link that does not work.</summary>
    public Task<IResult> RefusedAsync(LinkRefusal? refusal) =>
        refusal == LinkRefusal.Expired
            ? pages.StatusAsync(
                new StatusMessage(
                    "This link has expired",
                    "Open the link in a later e-mail about these commissions.",
                    StatusTone.Warning
                ),
                StatusCodes.Status410Gone
            )
            : pages.StatusAsync(
                new StatusMessage(
                    "This link does not work",
                    "The link is incomplete. Open the link in the latest e-mail, or copy the complete link.",
                    StatusTone.Error
                ),
                StatusCodes.Status400BadRequest
            );

    /// <summary>The page for a person who is no longer named in the charter.</summary>
    public Task<IResult> NotAllowedAsync(string actor) =>
        pages.StatusAsync(
            new StatusMessage(
                "You cannot decide this",
                "The program's charter no longer names you. Another person is asked.",
                StatusTone.Warning,
                [new Fact("This link was sent to", actor)]
            ),
            StatusCodes.Status403Forbidden
        );

    /// <summary>The name of the reason by which commissions of a batch are grouped.</summary>
    internal static string GroupOf(CommissionView commission) => commission.HoldReason ?? string.Empty;

    /// <summary>The commissions of the batch, as the ledger has them now.</summary>
    internal async Task<IReadOnlyList<CommissionView>> ReadAsync(HeldBatch batch, CancellationToken cancellationToken)
    {
        var commissions = new List<CommissionView>();
        foreach (var some in batch.Commissions.Chunk(AtOnce))
        {
            var found = await Task.WhenAll(some.Select(id => ledger.FindAsync(batch.Program, id, cancellationToken)));
            commissions.AddRange(found.OfType<CommissionView>());
        }

        return commissions;
    }

    private static HeldGroup GroupOf(
        IGrouping<string, CommissionView> group,
        AffiliateProgram program,
        IReadOnlyDictionary<PartnerId, Partner> known,
        string link
    ) =>
        new(
            group.Key,
            HoldReasonText.Of(group.First().HoldReason),
            HeldCommissionMails.SumOf(group, program.Currency),
            [.. group.Select(commission => ViewOf(commission, known, link, DisplayFormat.Time(commission.CreatedAt)))]
        );

    private static HeldCommission ViewOf(
        CommissionView commission,
        IReadOnlyDictionary<PartnerId, Partner> known,
        string link,
        string state
    )
    {
        var partner = known.GetValueOrDefault(commission.PartnerId);
        return new HeldCommission(
            commission.Id.Value,
            partner?.Company ?? commission.PartnerId.Value,
            partner is null ? commission.PartnerId.Value : $"{partner.Name}, {partner.Id}",
            commission.CustomerId is { } customer
                ? $"Customer {customer}, {commission.EventId}"
                : commission.EventId.Value,
            DisplayFormat.Amount(HeldCommissionMails.AmountOf(commission), commission.Currency),
            state,
            HeldCommissionLinks.PathOf(link, commission.Id)
        );
    }

    private static string StateOf(CommissionView commission) =>
        commission.Status == "reversed" ? "Reversed" : $"Released, now {commission.Status.Replace('_', ' ')}";
}

/// <summary>A link with its valid token.</summary>
/// <param name="Text">The text of the link.</param>
/// <param name="Token">The token.</param>
internal sealed record HeldLink(string Text, LinkToken Token);

/// <summary>A submission of the form.</summary>
/// <param name="Reason">The entered reason.</param>
/// <param name="Selected">The values of the ticked checkboxes.</param>
internal sealed record HeldSubmission(string? Reason, IReadOnlyList<string> Selected)
{
    /// <summary>No submission.</summary>
    public static HeldSubmission None { get; } = new(null, []);

    /// <summary>What was done, or null.</summary>
    public string? Result { get; init; }

    /// <summary>The field to correct, or null.</summary>
    public HeldMistake? Error { get; init; }
}

/// <summary>A field of the form that must be corrected.</summary>
/// <param name="Field">The name of the field.</param>
/// <param name="Sentence">How it is corrected.</param>
internal sealed record HeldMistake(string Field, string Sentence);
