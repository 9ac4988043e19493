using Affiliate.Domain.Programs;
using Affiliate.Pages;
using Affiliate.Pages.Models;
using AffiliateFunctions.Infrastructure.Email;
using AffiliateFunctions.Programs;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Approvals.Delegations.Activities;

/// <summary>Tells a person and the deputy about the latest delegation of the person.</summary>
public sealed class MailDelegation(
    DelegationStore delegations,
    IPrograms programs,
    EmailSender emails,
    TimeProvider clock
)
{
    /// <inheritdoc cref="MailDelegation"/>
    [Function(nameof(MailDelegation))]
    public async Task RunAsync(
        [ActivityTrigger] DelegationOrchestrator.Input input,
        CancellationToken cancellationToken
    )
    {
        var delegation = await delegations.FindAsync(input.Program, input.Person, cancellationToken);
        var program = await programs.FindAsync(input.Program, cancellationToken);
        if (delegation is null || program is null)
        {
            return;
        }

        foreach (var recipient in new[] { new Person(delegation.Person, delegation.Person), delegation.Deputy })
        {
            await emails.SendAsync(
                $"delegation:{input.Program}:{delegation.NamedAt.UtcTicks}",
                recipient.Email,
                MessageOf(delegation, program, recipient.Name),
                cancellationToken
            );
        }
    }

    private EmailMessage MessageOf(Delegation delegation, AffiliateProgram program, string recipient)
    {
        var until = DisplayFormat.Time(delegation.Until);
        var isInForce = delegation.IsInForceAt(clock.GetUtcNow());
        return new EmailMessage
        {
            Kind = isInForce ? EmailKind.DelegationStarted : EmailKind.DelegationEnded,
            Subject = isInForce
                ? $"Deputy for decisions of {program.Name} until {until}"
                : $"End of a delegation of {program.Name}",
            Brand = program.Brand(),
            Recipient = recipient,
            Paragraphs =
            [
                isInForce
                    ? $"{delegation.Deputy.Name} is asked for the decisions of {delegation.Person} until {until}. "
                        + "What the deputy has prepared is asked of nobody but the person."
                    : $"{delegation.Deputy.Name} is no longer asked for the decisions of {delegation.Person}.",
                "If you have not agreed to this, reply to this e-mail at once.",
            ],
            Facts = [new Fact("Named by", delegation.NamedBy == "key" ? "the API" : delegation.NamedBy)],
        };
    }
}
