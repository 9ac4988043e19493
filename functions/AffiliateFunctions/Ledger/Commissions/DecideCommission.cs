using System.ComponentModel.DataAnnotations;
using Affiliate.Domain.Ledger;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Http;
using FluentValidation;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Ledger.Commissions;

/// <summary>Takes a person's decision about a held commission.</summary>
public sealed class DecideCommission(IPrograms programs, CommissionDesk desk)
{
    private static readonly BodyValidator Validator = new();

    /// <inheritdoc cref="DecideCommission"/>
    [Function(nameof(DecideCommission))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/commissions/{id}/decision")] HttpRequest request,
        string slug,
        string id,
        CancellationToken cancellationToken)
    {
        var program = await programs.RequireAsync(slug, cancellationToken);
        var decided = await program.ThenAsync(async found =>
        {
            var read = await request.ReadJsonAsync<Body>(cancellationToken);
            var body = read.Succeeded ? Validator.Check(read.Value) : read;
            return await body.ThenAsync(b => desk.DecideAsync(found.Slug, id, b.Decision, b.Actor, b.Reason, cancellationToken));
        });
        return decided.Match(commission => Answer.Ok(PartnerLedgers.ViewOf(commission)));
    }

    /// <summary>The request.</summary>
    /// <param name="Decision">What was decided.</param>
    /// <param name="Actor">Who decided.</param>
    /// <param name="Reason">Why.</param>
    public sealed record Body(HoldDecisionKind Decision, string Actor, [property: DataType(DataType.MultilineText)] string Reason);

    private sealed class BodyValidator : AbstractValidator<Body>
    {
        public BodyValidator()
        {
            RuleFor(b => b.Decision).IsInEnum().WithMessage("Decide release or reverse.");
            RuleFor(b => b.Actor).Must(actor => !string.IsNullOrWhiteSpace(actor) && actor.Length <= 254).WithMessage("Name who decided, in 1 to 254 characters.");
            RuleFor(b => b.Reason).Must(reason => !string.IsNullOrWhiteSpace(reason) && reason.Length <= 4000).WithMessage("Give a reason of 1 to 4,000 characters.");
        }
    }
}
