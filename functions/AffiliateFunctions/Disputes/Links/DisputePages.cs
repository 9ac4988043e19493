using System.Diagnostics;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Disputes.Links;

/// <summary>The pages of the links by which partners contest commissions.</summary>
public sealed class DisputePages(PageAnswers pages, IPrograms programs)
{
    /// <summary>The page for the result of a link. A form with a mistake keeps the entered texts.</summary>
    public async Task<IResult> AnswerAsync(
        DisputeLinkResult result,
        string token,
        OpenDispute.DisputeForm entered,
        CancellationToken cancellationToken
    ) =>
        result switch
        {
            DisputeLinkResult.Open open => await pages.AnswerAsync<EntryPage>(
                FormOf(open, await BrandOfAsync(open.Partner, cancellationToken), token, entered),
                open.Mistake is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest
            ),
            DisputeLinkResult.Done done => await StatusAsync(
                done.Partner,
                new StatusMessage(
                    "Your dispute is recorded",
                    "A person looks at it and decides. You receive the decision with its reason by e-mail.",
                    StatusTone.Ok,
                    [new Fact("Dispute", done.Dispute.Id.Value)]
                ),
                StatusCodes.Status200OK,
                cancellationToken
            ),
            DisputeLinkResult.AlreadyOpen open => await StatusAsync(
                open.Partner,
                new StatusMessage(
                    "You have contested this already",
                    "There is an open dispute about the same. Please wait for its decision.",
                    StatusTone.Info,
                    [
                        new Fact("Dispute", open.Dispute.Id.Value),
                        new Fact("Opened", DisplayFormat.Time(open.Dispute.OpenedAt)),
                    ]
                ),
                StatusCodes.Status409Conflict,
                cancellationToken
            ),
            DisputeLinkResult.CorrectionWaits granted => await StatusAsync(
                granted.Partner,
                new StatusMessage(
                    "A correction for this is on its way",
                    "Your dispute about the same was granted, and a second person looks at the correction. If the correction "
                        + "is not approved, you can contest this again by the same link.",
                    StatusTone.Info,
                    [
                        new Fact("Dispute", granted.Dispute.Id.Value),
                        .. granted.Dispute.DecidedAt is { } at
                            ? [new Fact("Granted", DisplayFormat.Time(at))]
                            : Array.Empty<Fact>(),
                    ]
                ),
                StatusCodes.Status409Conflict,
                cancellationToken
            ),
            DisputeLinkResult.TooMany many => await StatusAsync(
                many.Partner,
                new StatusMessage(
                    "Too many open disputes",
                    "Ten of your disputes are open. Please wait for the decision on one of them.",
                    StatusTone.Warning
                ),
                StatusCodes.Status409Conflict,
                cancellationToken
            ),
            DisputeLinkResult.Expired => await pages.StatusAsync(
                new StatusMessage(
                    "This link has expired",
                    "A statement can be contested for 30 days. Open the link in a later statement, or reply to our e-mail.",
                    StatusTone.Warning
                ),
                StatusCodes.Status410Gone
            ),
            DisputeLinkResult.Invalid => await pages.InvalidLinkAsync(),
            _ => throw new UnreachableException($"No page for {result}."),
        };

    private static EntryForm FormOf(
        DisputeLinkResult.Open open,
        Brand brand,
        string token,
        OpenDispute.DisputeForm entered
    ) =>
        new()
        {
            Brand = brand,
            Title = "Contest a commission",
            Paragraphs =
            [
                "Tell us what is wrong. The program's owner sees your claim beside the calculation, decides, and gives "
                    + "you the reason.",
            ],
            TabsLabel = string.Empty,
            Action = DisputeLinks.PathOf(token),
            Button = "Send the claim",
            Fields = [.. FieldsOf(open.Commissions)],
            Values = new Dictionary<string, string>
            {
                ["kind"] = entered.Kind ?? string.Empty,
                ["commission"] = entered.Commission ?? string.Empty,
                ["invoice"] = entered.Invoice ?? string.Empty,
                ["customer"] = entered.Customer ?? string.Empty,
                ["date"] = entered.Date ?? string.Empty,
                ["claim"] = entered.Claim ?? string.Empty,
            },
            Errors = open.Mistake is { } mistake
                ? new Dictionary<string, IReadOnlyList<string>> { [mistake.Field] = [mistake.Sentence] }
                : new Dictionary<string, IReadOnlyList<string>>(),
        };

    private static IEnumerable<EntryField> FieldsOf(IReadOnlyList<CommissionView> commissions)
    {
        yield return new EntryField("kind", "What do you contest?")
        {
            Choices =
            [
                .. commissions.Count > 0
                    ?
                    [
                        new EntryChoice("amount", "The amount of a commission"),
                        new EntryChoice("reversal", "That a commission was taken back"),
                        new EntryChoice("hold", "That a commission is held"),
                    ]
                    : Array.Empty<EntryChoice>(),
                new EntryChoice("missing", "That a commission is missing"),
            ],
        };
        if (commissions.Count > 0)
        {
            yield return new EntryField("commission", "Which commission? (leave open if one is missing)")
            {
                IsRequired = false,
                Choices = [.. commissions.Select(each => new EntryChoice(each.Id.Value, LabelOf(each)))],
            };
        }

        yield return Missing("invoice", "Invoice", "if a commission is missing");
        yield return Missing("customer", "Customer", "the customer's name or number, if a commission is missing");
        yield return Missing("date", "Day of the sale", "such as 2026-11-05, if a commission is missing");
        yield return new EntryField("claim", "What is wrong, and why?")
        {
            IsLong = true,
            Longest = DisputeFormCheck.MaxClaim,
        };
    }

    private static EntryField Missing(string name, string label, string hint) =>
        new(name, label)
        {
            Hint = hint,
            IsRequired = false,
            Longest = DisputeFormCheck.MaxName,
        };

    private static string LabelOf(CommissionView commission)
    {
        var amount = DisplayFormat.Amount(commission.Amount, commission.Currency);
        var reversed =
            commission.ReversedAmount == 0
                ? string.Empty
                : $", {DisplayFormat.Amount(commission.ReversedAmount, commission.Currency)} taken back";
        return $"{DisplayFormat.Day(commission.CreatedAt)}: {amount} for {commission.EventId}{reversed} "
            + $"({commission.Status.Replace('_', ' ')})";
    }

    private async Task<IResult> StatusAsync(
        Partner partner,
        StatusMessage message,
        int status,
        CancellationToken cancellationToken
    ) =>
        await pages.StatusAsync(
            message with
            {
                Brand = await BrandOfAsync(partner, cancellationToken),
                Next = new NextPage("Your disputes are on", "your partner page", SiteOptions.PartnerPages),
            },
            status
        );

    private async Task<Brand> BrandOfAsync(Partner partner, CancellationToken cancellationToken) =>
        (await programs.FindAsync(partner.Program, cancellationToken))?.Brand() ?? new Brand(partner.Program.Value);
}
