using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.RuleBooks;

/// <summary>Returns the versions of a program's rule book.</summary>
[Tags("Rule books")]
public sealed class GetRuleBooks(IPrograms programs, RuleBookStore ruleBooks, TimeProvider clock)
{
    /// <summary>Lists the versions of a program's rule book.</summary>
    [Function(nameof(ListRuleBooks))]
    [EndpointSummary("Lists the versions of the rule book.")]
    [SortedBy("version", "version")]
    [Paged]
    [ProducesResponseType<Page<RuleBookAnswer>>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404)]
    public Task<IResult> ListRuleBooks(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/rules")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var page = PageRequest.Read(request);
                if (!page.Succeeded)
                {
                    return HttpResults.Problem(page.Problem);
                }

                var now = (await ruleBooks.TimelineAsync(program.Slug, cancellationToken)).At(clock.GetUtcNow());
                var after = int.TryParse(page.Value.After, out var last) ? last : 0;
                return HttpResults.Ok(
                    await page.Value.TakeAsync(
                        ruleBooks.ListAsync(program.Slug, cancellationToken, after),
                        s => $"{s.Version}",
                        s => AnswerOf(s, now, document: null)
                    )
                );
            },
            cancellationToken
        );

    /// <summary>Returns one version with its document.</summary>
    [Function(nameof(GetRuleBook))]
    [EndpointSummary("Returns a version with its document.")]
    [ResponseExample($$"""{ "rules": {{PostRuleBook.Example}} }""")]
    [ProducesResponseType<RuleBookAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(404)]
    public Task<IResult> GetRuleBook(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/programs/{slug}/rules/{version}")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<string>("The number of a version, or current for the one in force.")] string version,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var now = (await ruleBooks.TimelineAsync(program.Slug, cancellationToken)).At(clock.GetUtcNow());
                if (version == "current" && now is null)
                {
                    return HttpResults.Problem(
                        Problem.NotFound(
                            $"No rule book of the program '{slug}' applies now; submit one, and get it approved."
                        )
                    );
                }

                var number = version == "current" ? $"{now!.Version}" : version;
                return (await ruleBooks.RequireAsync(program.Slug, number, cancellationToken)).Match(found =>
                    HttpResults.Ok(AnswerOf(found.Stored, now, found.Document))
                );
            },
            cancellationToken
        );

    private static RuleBookAnswer AnswerOf(StoredRuleBook stored, ApprovedRuleBook? current, string? document) =>
        new(
            stored.Version,
            IsSuperseded(stored, current) ? RuleBookStatus.Superseded : stored.Status,
            stored.Hash,
            stored.EffectiveFrom,
            stored.CreatedAt,
            stored.DecidedAt,
            stored.DecidedBy,
            document is null ? null : JsonSerializer.Deserialize<JsonElement>(document)
        )
        {
            BasedOn = stored.BasedOn,
            ChangeRequests = stored.ChangeRequests,
        };

    private static bool IsSuperseded(StoredRuleBook stored, ApprovedRuleBook? current) =>
        RuleBookVersions.IsSuperseded(stored, current?.Version, current?.AppliesFrom ?? default);
}
