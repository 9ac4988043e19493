using System.ComponentModel.DataAnnotations;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Programs;
using FluentValidation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.PartnerLeads.Requests;

/// <summary>Withdraws a lead. The partner that has it is informed, and its registration ends.</summary>
[Tags("Leads")]
public sealed class WithdrawLead(
    IPrograms programs,
    LeadStore leads,
    LeadSignals signals,
    IAuditLog audit,
    Callers callers,
    TimeProvider clock
)
{
    private static readonly BodyValidator Validator = new();

    /// <inheritdoc cref="WithdrawLead"/>
    [Function(nameof(WithdrawLead))]
    [EndpointSummary("Withdraws a lead; the registration of its deal ends, and the partner is informed.")]
    [Consumes(typeof(Body), "application/json")]
    [RequestExample("""{ "reason": "The customer has bought from us directly." }""")]
    [ProducesResponseType<LeadResponse>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/leads/{id}/withdraw")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<LeadId>] string id,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            program =>
                request
                    .ReadJsonAsync<Body>(cancellationToken)
                    .Then(sent => Validator.Check(sent))
                    .Then(body => WithdrawAsync(program.Slug, id, body.Reason, orchestrations, cancellationToken))
                    .Match(lead => HttpResults.Ok(LeadResponse.Of(lead))),
            cancellationToken
        );

    // A repeated request reports the withdrawal again, because the first one may have been interrupted.
    private async Task<Result<PartnerLead>> WithdrawAsync(
        ProgramSlug program,
        string id,
        string reason,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        if (
            !LeadId.TryParse(id, out var parsed)
            || await leads.FindAsync(new LeadKey(program, parsed), cancellationToken) is not { } known
        )
        {
            return Problem.NotFound($"There is no lead '{id}' in this program.");
        }

        var (actor, now) = (callers.Actor, clock.GetUtcNow());
        var (lead, _) = await leads.ChangeAsync(
            known.Key,
            stored => stored.Status.IsEnd() ? null : Withdrawn(stored, actor, reason.Trim(), now),
            cancellationToken
        );
        if (lead.Status != LeadStatus.Withdrawn)
        {
            return Problem.Conflict($"The lead has ended: {StoredJson.NameOf(lead.Status)}.");
        }

        var entry = lead.Timeline.Last(step => step.Step == LeadTimeline.Withdrawn);
        await audit.RecordCallerAsync(
            program,
            "lead_withdrawn",
            lead.Id.Value,
            entry.At,
            AuditChange.Between(
                new { Status = StoredJson.NameOf(known.Status) },
                new { Status = StoredJson.NameOf(lead.Status) }
            ),
            cancellationToken,
            entry.Note
        );
        await signals.RaiseAsync(lead, orchestrations, cancellationToken);
        return lead;
    }

    private static PartnerLead Withdrawn(PartnerLead lead, string actor, string reason, DateTimeOffset now)
    {
        var ended = lead.OpenOffer is { } offer ? lead.WithLastOffer(offer.Ended(OfferEnd.Withdrawn, now)) : lead;
        return ended.Moved(LeadStatus.Withdrawn, new LeadEntry(now, LeadTimeline.Withdrawn, actor, reason));
    }

    /// <summary>Why the lead is withdrawn.</summary>
    /// <param name="Reason">The reason.</param>
    public sealed record Body([property: DataType(DataType.MultilineText)] string Reason);

    private sealed class BodyValidator : AbstractValidator<Body>
    {
        private const int MaxReason = 1000;

        public BodyValidator() =>
            RuleFor(body => body.Reason)
                .Must(reason =>
                    !string.IsNullOrWhiteSpace(reason) && reason.Length <= MaxReason && LineText.LinesFit(reason)
                )
                .WithMessage("Give a reason of 1 to 1,000 characters.");
    }
}
