using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Programs;

/// <summary>Moves a program to another stage when the requirements of that stage are met.</summary>
[Tags("Programs")]
public sealed class ChangeStage(
    ProgramStore programs,
    IProgramRuleBooks rules,
    IReviewDecisions reviews,
    IAuditLog audit,
    TimeProvider clock
)
{
    /// <inheritdoc cref="ChangeStage"/>
    [Function(nameof(ChangeStage))]
    [EndpointSummary("Moves a program to another stage.")]
    [EndpointDescription("draft, pilot, live, paused, closed. A conflict lists everything that the stage still needs.")]
    [Consumes(typeof(Body), "application/json")]
    [RequestExample("""{ "to": "pilot" }""")]
    [ProducesResponseType<ProgramAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/stage")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var body = await request.ReadJsonAsync<Body>(cancellationToken);
                if (!body.Succeeded)
                {
                    return HttpResults.Problem(body.Problem);
                }

                var changed = await ChangeAsync(program.Slug, body.Value.To, cancellationToken);
                return changed.Succeeded
                    ? HttpResults.Ok(await ProgramAnswer.OfAsync(changed.Value, rules, cancellationToken))
                    : HttpResults.Problem(changed.Problem);
            },
            cancellationToken
        );

    internal async Task<Result<AffiliateProgram>> ChangeAsync(
        ProgramSlug slug,
        ProgramStage to,
        CancellationToken cancellationToken
    )
    {
        var retries = new ConflictRetries($"the program {slug}");
        ProgramStage? before = null;
        while (true)
        {
            var (program, version) =
                await programs.ReadAsync(slug, cancellationToken)
                ?? throw new InvalidOperationException($"The program {slug} is gone.");
            if (program.Stage != to)
            {
                var missing = StageGate.Missing(program.Stage, to, await FactsAsync(program, cancellationToken));
                if (missing.Count > 0)
                {
                    return Problem.Conflict(
                        "The program is not ready for this stage; see errors.",
                        missing.Select(m => (m.Pointer, m.Sentence))
                    );
                }

                before = program.Stage;
                program = Moved(program, to);
                if (!await programs.ReplaceAsync(program, version, cancellationToken))
                {
                    await retries.NextAsync(cancellationToken);
                    continue;
                }
            }

            // A repeated request finds the stage changed already. It writes the audit record that an interrupted first
            // request
            // may have left out.
            await audit.RecordAsync(
                new AuditEntry(
                    slug,
                    $"stage:{to}:{program.StageSince:O}",
                    "key",
                    $"stage_{to}".ToLowerInvariant(),
                    slug.Value,
                    null,
                    program.StageSince
                )
                {
                    Change = before is null ? null : AuditChange.Between(new StageOf(before.Value), new StageOf(to)),
                },
                cancellationToken
            );
            return program;
        }
    }

    private AffiliateProgram Moved(AffiliateProgram program, ProgramStage to) =>
        program with
        {
            Stage = to,
            StageSince = clock.GetUtcNow(),
            PilotSince =
                program.PilotSince ?? (program.Stage == ProgramStage.Draft ? clock.GetUtcNow() : program.StageSince),
            Limits = to == ProgramStage.Live ? new ProgramLimits(null, null) : program.Limits,
        };

    private async Task<GateFacts> FactsAsync(AffiliateProgram program, CancellationToken cancellationToken)
    {
        var approved = await rules.ApprovedAsync(program.Slug, cancellationToken);
        var review = await reviews.LatestAsync(program.Slug, cancellationToken);
        return new GateFacts(
            program.Charter,
            await programs.ComponentsAsync(program.Slug, cancellationToken),
            approved.VersionInForce is not null,
            review?.Decision is "scale" or "overrule"
        )
        {
            IsLimited = program.Limits is not { MaxPartners: null, MaxMonthlyPayout: null },
            TooFew = review is { Decision: "scale" } ? review.TooFew : [],
            OtherCurrency = approved.Currencies.FirstOrDefault(currency => currency != program.Currency),
        };
    }

    private sealed record StageOf(ProgramStage Stage);

    /// <summary>The stage to move to.</summary>
    public sealed record Body(ProgramStage To);
}
