using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Onboarding.Partners.NamedLinks;

/// <summary>Adds a named link to a partner.</summary>
[Tags("Partners")]
public sealed class AddLink(
    IPrograms programs,
    NamedLinkChanges links,
    ILinkFigures figures,
    IOptions<SiteOptions> site
)
{
    private const int MaxAddress = 500;

    /// <inheritdoc cref="AddLink"/>
    [Function(nameof(AddLink))]
    [EndpointSummary("Adds a named link to a partner, with a code of its own.")]
    [EndpointDescription(
        "The name identifies the link: a repeated request returns the same link. Without a code, one is made from the "
            + "partner's code and the name. Clicks, touches and commissions carry the link and its sub-id."
    )]
    [Consumes(typeof(Body), "application/json")]
    [RequestExample("""{ "name": "Newsletter", "sub_id": "news", "to": "https://www.example.com/pricing" }""")]
    [ProducesResponseType<NamedLinkAnswer>(StatusCodes.Status201Created)]
    [ProducesResponseType<NamedLinkAnswer>(StatusCodes.Status200OK, Description = "The link existed already.")]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/partners/{id}/links")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<PartnerId>] string id,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            program =>
                request
                    .ReadJsonAsync<Body>(cancellationToken)
                    .Then(body =>
                        body.Mistakes(program).ToList() is { Count: > 0 } mistakes
                            ? Problem.Invalid(mistakes)
                            : Result.Of(body)
                    )
                    .Then(body => links.AddAsync(program, id, body, cancellationToken))
                    .Match(added => AnswerAsync(added, cancellationToken)),
            cancellationToken
        );

    private async Task<IResult> AnswerAsync(AddedLink added, CancellationToken cancellationToken)
    {
        var counted = await figures.OfAsync(added.Partner.Program, added.Partner.Id, cancellationToken);
        var answer = NamedLinkAnswer.Of(added.Link, counted.GetValueOrDefault(added.Link.Code), site.Value);
        return added.IsNew ? HttpResults.Created(answer) : HttpResults.Ok(answer);
    }

    /// <summary>The link to add.</summary>
    /// <param name="Name">The name, unique among the links of the partner.</param>
    /// <param name="Code">The code; by default made from the partner's code and the name.</param>
    /// <param name="SubId">The sub-id of the link's clicks.</param>
    /// <param name="To">The destination, which the program must allow; by default the program's site.</param>
    public sealed record Body(string? Name = null, string? Code = null, string? SubId = null, string? To = null)
    {
        /// <summary>The problems of the body, by JSON Pointer.</summary>
        internal IEnumerable<(string Pointer, string Sentence)> Mistakes(AffiliateProgram program)
        {
            if (!PartnerText.Fits(Name))
            {
                yield return ("/name", PartnerText.Sentence);
            }

            if (Code is not null && !PartnerCodes.Fits(Code))
            {
                yield return ("/code", $"A code must have {PartnerCodes.Form}.");
            }

            if (SubId is not null && !LinkOrigin.IsSubId(SubId))
            {
                yield return ("/sub_id", $"Give {LinkOrigin.SubIdForm}.");
            }

            if (
                To is not null
                && !(
                    To.Length <= MaxAddress
                    && Uri.TryCreate(To, UriKind.Absolute, out var address)
                    && program.AllowsDestination(address)
                )
            )
            {
                yield return (
                    "/to",
                    $"Give an absolute address of at most {MaxAddress} characters on the program's site or one of its "
                        + "allowed_destinations."
                );
            }
        }

        /// <summary>Whether the link has the values of this request.</summary>
        internal bool IsSameAs(NamedLink link) =>
            SubId == link.SubId
            && To == link.To
            && (Code is null || string.Equals(Code, link.Code, StringComparison.OrdinalIgnoreCase));
    }
}
