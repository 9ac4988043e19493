using System.Globalization;
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
    [EndpointDescription(
        "The error response lists every mistake in the rule book. A version that carries out what a review decided names "
            + "by `based_on` the draft that was opened for it; storing the same document again adds a name that was left out."
    )]
    [QueryParameter<int>(
        "based_on",
        "The version that the document was made from, such as a draft that a review opened."
    )]
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

                var basis = await BasisAsync(program.Slug, request, cancellationToken);
                if (!basis.Succeeded)
                {
                    return HttpResults.Problem(basis.Problem);
                }

                var stored = await ruleBooks.AddAsync(
                    program.Slug,
                    document.Value.Hash,
                    document.Value.Canonical,
                    clock.GetUtcNow(),
                    cancellationToken,
                    basis.Value
                );
                await audit.RecordCallerAsync(
                    program.Slug,
                    "rule_book_stored",
                    $"rules:{stored.Version}",
                    stored.CreatedAt,
                    AuditChange.OfNew(new { stored.Hash }),
                    cancellationToken
                );
                if (basis.Value is not null)
                {
                    await audit.RecordCallerAsync(
                        program.Slug,
                        "rule_book_based_on",
                        $"rules:{stored.Version}",
                        stored.CreatedAt,
                        AuditChange.OfNew(new { stored.BasedOn }),
                        cancellationToken
                    );
                }

                return HttpResults.Created(new RuleBookVersion(stored.Version, stored.Status, stored.Hash));
            },
            cancellationToken
        );

    private async Task<Result<int?>> BasisAsync(
        ProgramSlug program,
        HttpRequest request,
        CancellationToken cancellationToken
    )
    {
        const string form = "the number of a version of the program's rule book";
        var values = new QueryValues(request.Query);
        var basis = values.Read<int>(
            "based_on",
            text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null,
            form
        );
        if (values.Errors.Count > 0)
        {
            return Problem.Invalid(values.Errors);
        }

        return basis is { } version && await ruleBooks.FindAsync(program, version, cancellationToken) is null
            ? Problem.Invalid("/based_on", $"The program has no version {version}. Give {form}, or leave it out.")
            : basis;
    }
}

/// <summary>A stored version of a rule book.</summary>
/// <param name="Version">The number of the version.</param>
/// <param name="Status">The status of the version.</param>
/// <param name="Hash">The SHA-256 of the canonical form, in hexadecimal.</param>
internal sealed record RuleBookVersion(int Version, RuleBookStatus Status, string Hash);
