using Affiliate.Domain.Identity;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Onboarding.Applications;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>Erases a partner's personal data. The partner leaves; its ledger stays under its id.</summary>
public sealed class ErasePartner(
    IPrograms programs, PartnerStore partners, PartnerChanges changes, ApplicationStore applications, IAuditLog audit, TimeProvider clock)
{
    private const string Erased = "Erased";

    /// <inheritdoc cref="ErasePartner"/>
    [Function(nameof(ErasePartner))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "api/programs/{slug}/partners/{id}/personal-data")] HttpRequest request,
        string slug,
        string id,
        CancellationToken cancellationToken)
    {
        var program = await programs.RequireAsync(slug, cancellationToken);
        if (!program.Succeeded)
        {
            return Answer.Problem(program.Problem);
        }

        var now = clock.GetUtcNow();
        var erased = await changes.ChangeAsync(program.Value, id, partner => Without(partner, now), cancellationToken);
        if (!erased.Succeeded)
        {
            return Answer.Problem(erased.Problem);
        }

        await EraseApplicationsAsync(erased.Value, cancellationToken);
        await audit.RecordAsync(
            new AuditEntry(erased.Value.Program, $"partner:{id}:erased", "key", "partner_erased", id, null, erased.Value.StatusSince), cancellationToken);
        return Results.NoContent();
    }

    private Result<PartnerChange> Without(Partner partner, DateTimeOffset now)
        => IsErased(partner)
            ? new PartnerChange(partner, [])
            : new PartnerChange(
                partner with
                {
                    Name = Erased,
                    Email = AddressOf(partner.Id),
                    Company = Erased,
                    Website = null,
                    Status = PartnerStatus.Closed,
                    StatusSince = now,
                    Tax = PartnerDefaults.Tax,
                    Payout = PartnerDefaults.Payout,
                },
                [partners.FreeAddress(partner)]);

    private async Task EraseApplicationsAsync(Partner partner, CancellationToken cancellationToken)
    {
        await foreach (var application in applications.ListAsync(partner.Program, after: null, cancellationToken))
        {
            if (application.PartnerId == partner.Id)
            {
                await applications.ChangeAsync(application.Program, application.Id, a => a.WithoutPerson(AddressOf(partner.Id)), cancellationToken);
            }
        }
    }

    private static bool IsErased(Partner partner) => partner.Email == AddressOf(partner.Id);

    // The top-level domain .invalid is reserved and never delivered to (RFC 2606, section 2).
    private static string AddressOf(PartnerId id) => $"{id}@erased.invalid";
}
