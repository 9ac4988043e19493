using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Store;
using AffiliateFunctions.Programs;
using FluentValidation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Payouts.Cycles;

/// <summary>
/// Starts the cycle of a month that has ended. Each period runs once; a repeated request starts no second run, except
/// that a rejected cycle is computed again. Paused and closed programs pay what is due, too.
/// </summary>
[Tags("Cycles")]
public sealed class StartCycle(
    IPrograms programs,
    CycleStarter starter,
    ILedger ledger,
    IPartners partners,
    IValidator<StartCycle.Body> validator,
    TimeProvider clock
)
{
    private const string Key = "key";

    /// <inheritdoc cref="StartCycle"/>
    [Function(nameof(StartCycle))]
    [EndpointSummary("Starts the cycle of a month that has ended, or computes a rejected cycle again.")]
    [EndpointDescription(
        "A period runs once. The person named by prepared_by cannot approve the cycle. What is excluded stays payable."
    )]
    [Consumes(typeof(Body), "application/json")]
    [RequestExample("""{ "period": "2026-11", "prepared_by": "ann@example.com" }""")]
    [ProducesResponseType<CycleAnswer>(StatusCodes.Status202Accepted)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/cycles")] HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            program =>
                request
                    .ReadJsonAsync<Body>(cancellationToken)
                    .Then(sent => validator.Check(sent))
                    .Then(body => StartAsync(program, body, orchestrations, cancellationToken))
                    .Match(cycle => HttpResults.Accepted(CycleAnswer.Of(cycle))),
            cancellationToken
        );

    private async Task<Result<StoredCycle>> StartAsync(
        AffiliateProgram program,
        Body body,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        if (Refusal(program, body.Period, clock.GetUtcNow()) is { } refusal)
        {
            return refusal;
        }

        if (body.PreparedBy is { } preparer && !CycleApprovers.SufficeWithout(program, preparer))
        {
            return Problem.Invalid(
                "/prepared_by",
                "Two other persons of the charter must be able to approve. Name another preparer, or change the charter."
            );
        }

        var excluded = new CycleExclusions(body.Exclude?.Commissions ?? [], body.Exclude?.Partners ?? []);
        var unknown = await UnknownAsync(program.Slug, excluded, cancellationToken);
        if (unknown.Count > 0)
        {
            return Problem.Invalid(unknown);
        }

        var cycle = await starter.StartAsync(
            program,
            body.Period,
            new CycleStart(body.PreparedBy ?? Key, Again: true, excluded),
            orchestrations,
            cancellationToken
        );
        return body.Exclude is null || cycle.Excluded.IsSameAs(excluded)
            ? cycle
            : Problem.Conflict(
                $"The cycle {body.Period} is {StoredJson.NameOf(cycle.Status)} already. Commissions and partners can be "
                    + "excluded when a cycle starts for the first time, or after it was rejected."
            );
    }

    private async Task<List<(string Pointer, string Sentence)>> UnknownAsync(
        ProgramSlug program,
        CycleExclusions excluded,
        CancellationToken cancellationToken
    )
    {
        var unknown = new List<(string, string)>();
        foreach (var (id, number) in excluded.Commissions.Select((id, number) => (id, number)))
        {
            if (await ledger.FindAsync(program, id, cancellationToken) is null)
            {
                unknown.Add(($"/exclude/commissions/{number}", "The program has no such commission."));
            }
        }

        var known = await partners.FindAllAsync(program, excluded.Partners, cancellationToken);
        unknown.AddRange(
            excluded
                .Partners.Select((id, number) => (Id: id, Number: number))
                .Where(partner => !known.ContainsKey(partner.Id))
                .Select(partner => ($"/exclude/partners/{partner.Number}", "The program has no such partner."))
        );
        return unknown;
    }

    internal static Problem? Refusal(AffiliateProgram program, Period period, DateTimeOffset now) =>
        program.Stage == ProgramStage.Draft
            ? Problem.Conflict("A program that is a draft has earned nothing. Start its pilot first.")
        : period.End(program.Zone) > now ? Problem.Conflict($"The period {period} has not ended yet.")
        : period.End(program.Zone) <= program.RunsSince
            ? Problem.Conflict(
                $"The program did not run in {period}. Its first period is "
                    + $"{Period.Of(program.RunsSince, program.Zone)}."
            )
        : period.CompleteAt(program.Zone) > now
            ? Problem.Conflict(
                $"The period {period} ended at {period.End(program.Zone):u}; its last events are counted until "
                    + $"{period.CompleteAt(program.Zone):u}. Start the cycle then."
            )
        : null;

    /// <summary>The month, and what differs from a usual cycle.</summary>
    /// <param name="Period">The month.</param>
    /// <param name="PreparedBy">The e-mail address of the person who prepares the cycle and cannot approve it.</param>
    /// <param name="Exclude">What is left out of the cycle.</param>
    public sealed record Body(Period Period, string? PreparedBy = null, ExcludeBody? Exclude = null);

    /// <summary>What is left out of a cycle; it stays payable.</summary>
    /// <param name="Commissions">Ids of commissions.</param>
    /// <param name="Partners">Ids of partners.</param>
    public sealed record ExcludeBody(
        IReadOnlyList<CommissionId>? Commissions = null,
        IReadOnlyList<PartnerId>? Partners = null
    );

    internal sealed class Validator : AbstractValidator<Body>
    {
        private const int MaxExcluded = 1000;

        public Validator()
        {
            RuleFor(body => body.PreparedBy)
                .Must(address => address is null || MailAddressText.IsMailable(address))
                .WithMessage("Give the e-mail address of the person who prepares the cycle.");
            RuleFor(body => body.Exclude)
                .Must(exclude => (exclude?.Commissions?.Count ?? 0) + (exclude?.Partners?.Count ?? 0) <= MaxExcluded)
                .WithMessage($"Exclude at most {MaxExcluded} commissions and partners.");
        }
    }
}
