using System.ComponentModel.DataAnnotations;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Programs;
using FluentValidation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Adjustments.Requests;

/// <summary>
/// Asks for an amount that is posted to a partner's balance by hand. A second person of the charter decides by a link.
/// </summary>
[Tags("Adjustments")]
public sealed class PostAdjustment(
    IPrograms programs,
    IPartners partners,
    AdjustmentRequests requests,
    AdjustmentStarter starter
)
{
    private static readonly BodyValidator Validator = new();

    /// <inheritdoc cref="PostAdjustment"/>
    [Function(nameof(PostAdjustment))]
    [EndpointSummary("Asks for a bonus, a correction or a write-off, which a second person approves by link.")]
    [EndpointDescription(
        "The person named by prepared_by cannot approve. An approved amount is payable at once and is a line of the "
            + "next cycle. A deduction beyond what is due is offset by later commissions."
    )]
    [Consumes(typeof(Body), "application/json")]
    [RequestExample(
        """
            {
              "partner": "prt_01m1k9n3e0v3rs3dtr98h6bcfn",
              "amount": 5000,
              "reason": "Ten deals in the launch quarter.",
              "prepared_by": "ann@example.com"
            }
            """
    )]
    [HeaderParameter(
        AdjustmentRequests.KeyHeader,
        "Identifies the request, so that a repeated one has no other effect."
    )]
    [ProducesResponseType<AdjustmentAnswer>(StatusCodes.Status202Accepted)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/adjustments")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            program =>
                request
                    .ReadJsonAsync<Body>(cancellationToken)
                    .Then(sent => Validator.Check(sent))
                    .Then(body => StartAsync(program, body, request, orchestrations, cancellationToken))
                    .Match(adjustment => HttpResults.Accepted(AdjustmentAnswer.Of(adjustment))),
            cancellationToken
        );

    private async Task<Result<StoredAdjustment>> StartAsync(
        AffiliateProgram program,
        Body body,
        HttpRequest request,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var key = AdjustmentRequests.ReadKey(request);
        if (!key.Succeeded)
        {
            return key.Problem;
        }

        var asked = requests.New(program, KindOf(body), body.Partner, body.Reason, body.PreparedBy) with
        {
            Amount = body.Amount,
        };
        return await starter.StartAsync(
            asked,
            key.Value,
            () => CheckAsync(program, body, cancellationToken),
            orchestrations,
            cancellationToken
        );
    }

    private async Task<Problem?> CheckAsync(AffiliateProgram program, Body body, CancellationToken cancellationToken)
    {
        if (AdjustmentRequests.Refusal(program, body.PreparedBy) is { } refusal)
        {
            return refusal;
        }

        if (body.Currency is not null && body.Currency != program.Currency)
        {
            return Problem.Invalid(
                "/currency",
                $"The program is in {program.Currency}. Give the amount in {program.Currency}, or leave this out."
            );
        }

        return await partners.FindAsync(program.Slug, body.Partner, cancellationToken) is null
            ? Problem.Invalid("/partner", "The program has no such partner. Give the id of one of its partners.")
            : null;
    }

    private static AdjustmentKind KindOf(Body body) =>
        body.Kind switch
        {
            PostedKind.Bonus => AdjustmentKind.Bonus,
            PostedKind.Correction => AdjustmentKind.Correction,
            PostedKind.WriteOff => AdjustmentKind.WriteOff,
            _ => body.Amount > 0 ? AdjustmentKind.Bonus : AdjustmentKind.Correction,
        };

    /// <summary>The adjustment.</summary>
    /// <param name="Partner">The partner.</param>
    /// <param name="Amount">The amount in minor units of the program's currency; negative for a deduction.</param>
    /// <param name="Reason">The reason, which the approver and, shortened, the partner reads.</param>
    /// <param name="Kind">The kind; by default a bonus, or a correction when the amount is negative.</param>
    /// <param name="Currency">The program's currency, as a check.</param>
    /// <param name="PreparedBy">The e-mail address of the person who prepares the adjustment and cannot approve
    /// it.</param>
    public sealed record Body(
        PartnerId Partner,
        long Amount,
        [property: DataType(DataType.MultilineText)] string Reason,
        PostedKind? Kind = null,
        string? Currency = null,
        string? PreparedBy = null
    );

    /// <summary>The kinds of adjustments that post an amount.</summary>
    public enum PostedKind
    {
        /// <summary>An amount beside the rules, such as a reward for a campaign.</summary>
        Bonus,

        /// <summary>A mistake that is put right.</summary>
        Correction,

        /// <summary>An amount that is given up, such as a small balance that a partner owes.</summary>
        WriteOff,
    }

    private sealed class BodyValidator : AbstractValidator<Body>
    {
        public BodyValidator()
        {
            RuleFor(body => body.Amount)
                .NotEqual(0)
                .WithMessage("Give an amount other than 0: positive to add, negative to deduct.");
            RuleFor(body => body.Amount)
                .Must(amount => amount == 0 || AdjustmentOrder.Fits(amount))
                .WithMessage(
                    "Give minor units, from -1000000000000 to 1000000000000. Split a larger amount, or check the unit."
                );
            RuleFor(body => body.Reason)
                .Must(AdjustmentRequests.IsReason)
                .WithMessage(AdjustmentRequests.ReasonSentence);
            RuleFor(body => body.Kind).IsInEnum().WithMessage("Give bonus, correction or write_off.");
        }
    }
}
