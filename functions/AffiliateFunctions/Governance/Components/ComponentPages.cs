using System.Globalization;
using Affiliate.Domain.Programs;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using Affiliate.Pages.Pages;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;

namespace AffiliateFunctions.Governance.Components;

/// <summary>The pages of the links that record reviews of components.</summary>
public sealed class ComponentPages(PageAnswers pages, TimeProvider clock)
{
    private const int LongestText = 2000;

    /// <summary>The form.</summary>
    internal Task<IResult> FormAsync(
        AffiliateProgram program,
        OperatingComponent component,
        string token,
        ReviewComponent.ReviewedForm entered,
        IReadOnlyDictionary<string, IReadOnlyList<string>> errors
    ) =>
        pages.AnswerAsync<EntryPage>(
            new EntryForm
            {
                Brand = program.Brand(),
                Title = $"Review of the {component.Title}",
                Paragraphs =
                [
                    component.Definition,
                    $"Inputs: {string.Join(", ", component.Inputs)}.",
                    component.LastReview is { } last
                        ? $"Last reviewed on {DisplayFormat.Day(last.At)}. Due on {DisplayFormat.Day(component.DueAt)}."
                        : $"Not reviewed so far. Due on {DisplayFormat.Day(component.DueAt)}.",
                    "If the definition, the inputs or the owner are no longer right, have them changed as well: this page "
                        + "records the review only.",
                ],
                TabsLabel = "Review",
                Action = ComponentLinks.PathOf(token),
                Button = "Record the review",
                Fields =
                [
                    new EntryField("checked", "What was checked") { Longest = LongestText, IsLong = true },
                    new EntryField("changed", "What was changed")
                    {
                        Longest = LongestText,
                        IsLong = true,
                        IsRequired = false,
                        Hint = "empty if nothing",
                    },
                    new EntryField("next_review", "Next review") { Type = "date", Longest = 10 },
                ],
                Values = new Dictionary<string, string>
                {
                    ["checked"] = entered.Checked ?? string.Empty,
                    ["changed"] = entered.Changed ?? string.Empty,
                    ["next_review"] =
                        entered.NextReview
                        ?? clock
                            .GetUtcNow()
                            .AddDays(component.ReviewEveryDays)
                            .ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
                },
                Errors = errors,
            },
            errors.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest
        );

    /// <summary>The page after the review.</summary>
    internal Task<IResult> RecordedAsync(AffiliateProgram program, OperatingComponent component) =>
        pages.StatusAsync(
            new StatusMessage(
                "Thank you",
                $"The review of the {component.Title} is recorded.",
                StatusTone.Ok,
                [new Fact("Next review", DisplayFormat.Day(component.DueAt))]
            )
            {
                Brand = program.Brand(),
            }
        );

    /// <summary>The page of a link whose component was reviewed or changed since.</summary>
    internal Task<IResult> OutdatedAsync(AffiliateProgram program, OperatingComponent component) =>
        pages.StatusAsync(
            new StatusMessage(
                "Already reviewed or changed",
                $"The {component.Title} was reviewed or changed after this e-mail. The latest e-mail has a link that works.",
                StatusTone.Info,
                [new Fact("Next review", DisplayFormat.Day(component.DueAt))]
            )
            {
                Brand = program.Brand(),
            },
            StatusCodes.Status409Conflict
        );

    /// <summary>The page for a person who owns neither the component nor the program any more.</summary>
    internal Task<IResult> NotAllowedAsync(AffiliateProgram program, string actor) =>
        pages.StatusAsync(
            new StatusMessage(
                "You cannot review this",
                "You are no longer the owner of this component. Another person is asked.",
                StatusTone.Warning,
                [new Fact("This link was sent to", actor)]
            )
            {
                Brand = program.Brand(),
            },
            StatusCodes.Status403Forbidden
        );

    /// <summary>The page of a link that does not work.</summary>
    internal Task<IResult> RefusedAsync(LinkRefusal? refusal) =>
        refusal == LinkRefusal.Expired
            ? pages.StatusAsync(
                new StatusMessage("This link has expired", "Open the link in a later e-mail.", StatusTone.Warning),
                StatusCodes.Status410Gone
            )
            : pages.StatusAsync(
                new StatusMessage(
                    "This link does not work",
                    "The link is incomplete. Copy the complete link from the e-mail.",
                    StatusTone.Error
                ),
                StatusCodes.Status400BadRequest
            );
}
