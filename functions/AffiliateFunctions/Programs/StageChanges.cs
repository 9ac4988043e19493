using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.Programs;

/// <summary>Moves programs to another stage when the requirements of that stage are met.</summary>
public sealed class StageChanges(
    ProgramStore programs,
    IProgramRuleBooks rules,
    IReviewDecisions reviews,
    IAuditLog audit,
    TimeProvider clock
)
{
    /// <summary>Moves the program, unless it is in the stage already.</summary>
    /// <param name="slug">The program.</param>
    /// <param name="to">The stage.</param>
    /// <param name="actor">The person who decided, or <c>key</c>.</param>
    /// <param name="reason">The reason, or null.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The program, or the problem with every missing requirement.</returns>
    public async Task<Result<AffiliateProgram>> ChangeAsync(
        ProgramSlug slug,
        ProgramStage to,
        string actor,
        string? reason,
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
            // request may have left out.
            await audit.RecordAsync(
                new AuditEntry(
                    slug,
                    $"stage:{to}:{program.StageSince:O}",
                    actor,
                    $"stage_{to}".ToLowerInvariant(),
                    slug.Value,
                    reason,
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
}
