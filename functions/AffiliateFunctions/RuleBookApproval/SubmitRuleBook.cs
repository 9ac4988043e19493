using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules.Conditions;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Programs;
using AffiliateFunctions.RuleBooks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.RuleBookApproval;

/// <summary>Submits a version for approval. The owner decides by a link in an e-mail.</summary>
[Tags("Rule books")]
public sealed class SubmitRuleBook(IPrograms programs, RuleBookStore ruleBooks, IAuditLog audit, TimeProvider clock)
{
    /// <inheritdoc cref="SubmitRuleBook"/>
    [Function(nameof(SubmitRuleBook))]
    [EndpointSummary("Submits a version for the owner's decision by link.")]
    [Consumes(typeof(Submission), "application/json")]
    [RequestExample("""{ "effective_from": "2026-12-01" }""")]
    [ResponseExample(
        """
            {
              "version": 2,
              "status": "submitted",
              "hash": "d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35",
              "effective_from": "2026-12-01T00:00:00+00:00"
            }
            """
    )]
    [ProducesResponseType<SubmittedRuleBook>(StatusCodes.Status202Accepted)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/rules/{version}/submit")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<string>("The number of a version.")] string version,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                if (program.Charter is null)
                {
                    return HttpResults.Problem(
                        Problem.Conflict(
                            "The program has no charter, so it has no owner who can decide.",
                            [("/charter", "Write the charter first: its owner decides on rule books.")]
                        )
                    );
                }

                var found = await ruleBooks.RequireAsync(program.Slug, version, cancellationToken);
                var submission = await request.ReadJsonAsync<Submission>(cancellationToken);
                if (!found.Succeeded || !submission.Succeeded)
                {
                    return HttpResults.Problem(found.Problem ?? submission.Problem!);
                }

                if (Instants.Read(submission.Value.EffectiveFrom) is not { } effectiveFrom)
                {
                    return HttpResults.Problem(Problem.Invalid("/effective_from", $"Give {WrittenTime.Form}."));
                }

                if (
                    RuleBookDocument.Compile(found.Value.Document).Book.Currency.Value is var currency
                    && currency != program.Currency
                )
                {
                    return HttpResults.Problem(
                        Problem.Conflict(
                            $"The rule book {version} is in {currency}, and the program is in {program.Currency}.",
                            [
                                (
                                    "/currency",
                                    $"Store the rule book again in {program.Currency}, and submit that version."
                                ),
                            ]
                        )
                    );
                }

                var submitted = await ruleBooks.ChangeAsync(
                    program.Slug,
                    found.Value.Stored.Version,
                    s => s.Submit(effectiveFrom),
                    cancellationToken
                );
                if (submitted is null)
                {
                    return HttpResults.Problem(
                        Problem.Conflict(
                            $"The rule book {version} was submitted with another date; "
                                + "store the document again for a new version."
                        )
                    );
                }

                // A version is submitted once: a repeated request has the same date.
                await audit.RecordAsync(
                    new AuditEntry(
                        program.Slug,
                        $"rules:{submitted.Version}:submitted",
                        Callers.Unnamed,
                        "rule_book_submitted",
                        $"rules:{submitted.Version}",
                        null,
                        clock.GetUtcNow()
                    )
                    {
                        Change = AuditChange.OfNew(new { submitted.Hash, submitted.EffectiveFrom }),
                    },
                    cancellationToken
                );
                if (submitted.Status == RuleBookStatus.Submitted)
                {
                    await orchestrations.StartOnceAsync(
                        nameof(RuleBookApprovalOrchestrator),
                        $"rules-{slug}-{submitted.Version}",
                        new RuleBookKey(submitted.Program, submitted.Version),
                        cancellationToken
                    );
                }

                return HttpResults.Accepted(
                    new SubmittedRuleBook(submitted.Version, submitted.Status, submitted.Hash, submitted.EffectiveFrom)
                );
            },
            cancellationToken
        );

    /// <summary>The submission of a version.</summary>
    /// <param name="EffectiveFrom">
    /// The date from which the version applies. It never applies before its approval.
    /// </param>
    internal sealed record Submission(string EffectiveFrom);
}

/// <summary>A version that was submitted for approval.</summary>
/// <param name="Version">The number of the version.</param>
/// <param name="Status">The status of the version.</param>
/// <param name="Hash">The SHA-256 of the canonical form, in hexadecimal.</param>
/// <param name="EffectiveFrom">The date from which the version applies once it is approved.</param>
internal sealed record SubmittedRuleBook(
    int Version,
    RuleBookStatus Status,
    string Hash,
    DateTimeOffset? EffectiveFrom
);
