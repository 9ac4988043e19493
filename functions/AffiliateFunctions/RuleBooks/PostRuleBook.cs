using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.RuleBooks;

/// <summary>Stores a rule book as the program's next version, or reports every mistake in it.</summary>
[Tags("Rule books")]
public sealed class PostRuleBook(IPrograms programs, RuleBookStore ruleBooks, IAuditLog audit, TimeProvider clock)
{
    /// <summary>The rule book of the examples.</summary>
    internal const string Example = """
        {
          "schema": "affiliate-rules/1",
          "name": "Partner program 2027",
          "currency": "USD",
          "commissions": [{ "id": "revenue-share", "on": "sale", "pay": { "percent": "20" } }],
          "hold_days": 30
        }
        """;

    /// <summary>The SHA-256 of the canonical form of <see cref="Example"/>.</summary>
    internal const string ExampleHash = "4379f1aeb88b250ef86d3d6d4264ec6a1221bb7e681b43cef3a8a632c8d04e58";

    /// <inheritdoc cref="PostRuleBook"/>
    [Function(nameof(PostRuleBook))]
    [EndpointSummary("Stores a rule book as the next version.")]
    [EndpointDescription("The error response lists every mistake in the rule book.")]
    [Consumes(typeof(RuleBook), "application/json")]
    [RequestExample(Example)]
    [ResponseExample($$"""{ "version": 1, "status": "draft", "hash": "{{ExampleHash}}" }""")]
    [ProducesResponseType<RuleBookVersion>(StatusCodes.Status201Created)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/rules")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var document = await RuleBookDocument.ReadAsync(request, program.Currency, cancellationToken);
                if (!document.Succeeded)
                {
                    return HttpResults.Problem(document.Problem);
                }

                var stored = await ruleBooks.AddAsync(
                    program.Slug,
                    document.Value.Hash,
                    document.Value.Canonical,
                    clock.GetUtcNow(),
                    cancellationToken
                );
                await audit.RecordCallerAsync(
                    program.Slug,
                    "rule_book_stored",
                    $"rules:{stored.Version}",
                    stored.CreatedAt,
                    AuditChange.OfNew(new { stored.Hash }),
                    cancellationToken
                );
                return HttpResults.Created(new RuleBookVersion(stored.Version, stored.Status, stored.Hash));
            },
            cancellationToken
        );
}

/// <summary>A stored version of a rule book.</summary>
/// <param name="Version">The number of the version.</param>
/// <param name="Status">The status of the version.</param>
/// <param name="Hash">The SHA-256 of the canonical form, in hexadecimal.</param>
internal sealed record RuleBookVersion(int Version, RuleBookStatus Status, string Hash);
