using System.Globalization;
using Affiliate.Domain.Addresses;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Governance.Components;

/// <summary>The page on which the owner of a component records its review. GET changes nothing; POST records.</summary>
[Tags("Approvals")]
public sealed class ReviewComponent(
    ProgramStore programs,
    ComponentLinks links,
    ComponentReviews reviews,
    ComponentPages pages,
    TimeProvider clock
)
{
    private const int LongestText = 2000;
    private const int LongestInterval = 366;

    /// <summary>Shows the component and the form. Nothing is changed.</summary>
    [Function(nameof(ShowComponentReview))]
    [EndpointSummary("Shows a component whose review is to be recorded; changes nothing.")]
    [ProducesPages(200, 400, 403, 409, 410)]
    public Task<IResult> ShowComponentReview(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", "head", Route = "components/{token}")] HttpRequest request,
        [RouteValue<string>("The token of the link in the e-mail.")] string token,
        CancellationToken cancellationToken
    ) =>
        WithAsync(
            token,
            (program, component, link) =>
                ComponentLinks.HashOf(component) == link.ContentHash
                    ? pages.FormAsync(program, component, token, new ReviewedForm(), Errors.None)
                    : pages.OutdatedAsync(program, component),
            cancellationToken
        );

    /// <summary>Records the review of the form.</summary>
    [Function(nameof(ReviewComponent))]
    [EndpointSummary("Records the review of a component; a token records once.")]
    [Consumes(typeof(ReviewedForm), "application/x-www-form-urlencoded")]
    [RequestExample("checked=The+definition+and+the+inputs&changed=&next_review=2027-03-01")]
    [ProducesPages(200, 400, 403, 409, 410)]
    [ProducesProblems(413, 415)]
    public async Task<IResult> Record(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "components/{token}")] HttpRequest request,
        [RouteValue<string>("The token of the link in the e-mail.")] string token,
        CancellationToken cancellationToken
    )
    {
        var fields = await request.ReadFormFieldsAsync(cancellationToken);
        return fields.Succeeded
            ? await WithAsync(
                token,
                (program, component, link) =>
                    RecordAsync(program, component, link, token, ReviewedForm.Of(fields.Value), cancellationToken),
                cancellationToken
            )
            : HttpResults.Problem(fields.Problem);
    }

    private async Task<IResult> RecordAsync(
        AffiliateProgram program,
        OperatingComponent component,
        LinkToken link,
        string token,
        ReviewedForm form,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var errors = new Errors();
        if (string.IsNullOrWhiteSpace(form.Checked) || form.Checked.Length > LongestText)
        {
            errors["checked"] = ["Say what you checked, in at most 2,000 characters."];
        }

        if (form.Changed?.Length > LongestText)
        {
            errors["changed"] = ["Say it in at most 2,000 characters."];
        }

        if (form.NextDay is not { } next || next <= now || next > now.AddDays(LongestInterval))
        {
            errors["next_review"] = ["Give a day from tomorrow on, at most a year ahead, such as 2027-03-01."];
            next = now;
        }

        if (errors.Count > 0)
        {
            return await pages.FormAsync(program, component, token, form, errors);
        }

        var review = new ComponentReview(now, link.Actor, form.Checked!.Trim())
        {
            Changed = string.IsNullOrWhiteSpace(form.Changed) ? null : form.Changed.Trim(),
            NextAt = next,
        };
        return
            await reviews.RecordAsync(program.Slug, component.Name, link.ContentHash, review, cancellationToken)
                is { } reviewed
            ? await pages.RecordedAsync(program, reviewed)
            : await pages.OutdatedAsync(program, component);
    }

    private async Task<IResult> WithAsync(
        string text,
        Func<AffiliateProgram, OperatingComponent, LinkToken, Task<IResult>> then,
        CancellationToken cancellationToken
    )
    {
        var (token, refusal) = links.Read(text);
        if (
            token is null
            || await programs.FindAsync(ProgramSlug.Parse(token.Program), cancellationToken) is not { } program
            || (await programs.ComponentsAsync(program.Slug, cancellationToken)).FirstOrDefault(component =>
                component.Name.ToString() == token.Subject
            )
                is not { } component
        )
        {
            return await pages.RefusedAsync(refusal);
        }

        return MayReview(program, component, token.Actor)
            ? await then(program, component, token)
            : await pages.NotAllowedAsync(program, token.Actor);
    }

    /// <summary>Whether the person owns the component or the program now.</summary>
    internal static bool MayReview(AffiliateProgram program, OperatingComponent component, string actor) =>
        (component.Owner.Email is { } owner && Mailbox.AreSame(owner, actor))
        || (program.Charter is { } charter && Mailbox.AreSame(charter.Owner.Email, actor));

    /// <summary>The fields of the form on the page.</summary>
    /// <param name="Checked">What was checked.</param>
    /// <param name="Changed">What was changed.</param>
    /// <param name="NextReview">The day of the next review.</param>
    public sealed record ReviewedForm(string? Checked = null, string? Changed = null, string? NextReview = null)
    {
        /// <summary>The day of the next review; null if it is none.</summary>
        internal DateTimeOffset? NextDay =>
            DateOnly.TryParseExact(
                NextReview,
                "yyyy-MM-dd",
                CultureInfo.InvariantCulture,
                DateTimeStyles.None,
                out var day
            )
                ? new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero)
                : null;

        internal static ReviewedForm Of(IReadOnlyDictionary<string, string> fields) =>
            new(
                fields.GetValueOrDefault("checked"),
                fields.GetValueOrDefault("changed"),
                fields.GetValueOrDefault("next_review")
            );
    }

    /// <summary>The errors of a form by field.</summary>
    internal sealed class Errors : Dictionary<string, IReadOnlyList<string>>
    {
        public static Errors None { get; } = [];
    }
}
