using Affiliate.Domain.Addresses;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.PersonalData;
using AffiliateFunctions.Onboarding.Applications;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>
/// Erases a partner's personal data. The partner leaves the program; its ledger stays under its id. The partner's own
/// row, which holds the personal data, is read first and erased last, so that an interrupted request can be repeated. The
/// partner is told by e-mail just before.
/// </summary>
[Tags("Partners")]
public sealed class ErasePartner(
    IPrograms programs,
    PartnerStore partners,
    PartnerChanges changes,
    ApplicationStore applications,
    IEnumerable<IPartnerErasure> features,
    ErasureMail mail,
    IAuditLog audit,
    TimeProvider clock
)
{
    /// <inheritdoc cref="ErasePartner"/>
    [Function(nameof(ErasePartner))]
    [EndpointSummary("Erases a partner's personal data; the ledger stays.")]
    [ProducesResponseType(StatusCodes.Status204NoContent, Description = "The data is erased.")]
    [ProducesProblems(404, 409)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "delete", Route = "api/programs/{slug}/partners/{id}/personal-data")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        [RouteValue<PartnerId>] string id,
        [DurableClient] DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var partner = await partners.RequireAsync(program.Slug, id, cancellationToken);
                if (!partner.Succeeded)
                {
                    return HttpResults.Problem(partner.Problem);
                }

                var own = await ApplicationsOfAsync(partner.Value, cancellationToken);
                var erased = new ErasedPartner(
                    partner.Value.Program,
                    partner.Value.Id,
                    [.. own.Select(application => application.Id)],
                    TextsOf(partner.Value, own)
                );
                await EraseInFeaturesAsync(erased, orchestrations, cancellationToken);
                foreach (var application in own)
                {
                    await applications.ChangeAsync(
                        application.Program,
                        application.Id,
                        stored => stored.WithoutPerson(erased.Address),
                        cancellationToken
                    );
                    await orchestrations.ForgetAsync(application.InstanceId, cancellationToken);
                }

                if (!IsErased(partner.Value))
                {
                    await mail.SendAsync(program, partner.Value, cancellationToken);
                }

                var now = clock.GetUtcNow();
                var closed = await changes.ChangeAsync(program, id, stored => Without(stored, now), cancellationToken);
                if (!closed.Succeeded)
                {
                    return HttpResults.Problem(closed.Problem);
                }

                // A cycle or an approval may have stored the name since the first erasure.
                await EraseInFeaturesAsync(erased, orchestrations, cancellationToken);
                await audit.RecordAsync(
                    new AuditEntry(
                        closed.Value.Program,
                        $"partner:{id}:erased",
                        "key",
                        "partner_erased",
                        id,
                        null,
                        closed.Value.StatusSince
                    ),
                    cancellationToken
                );
                return Results.NoContent();
            },
            cancellationToken
        );

    private async Task EraseInFeaturesAsync(
        ErasedPartner erased,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        foreach (var feature in features)
        {
            await feature.EraseAsync(erased, orchestrations, cancellationToken);
        }
    }

    // Includes the rejected applications of the same mailbox.
    private async Task<IReadOnlyList<PartnerApplication>> ApplicationsOfAsync(
        Partner partner,
        CancellationToken cancellationToken
    ) =>
        await applications
            .ListAsync(partner.Program, after: null, cancellationToken)
            .Where(application =>
                application.PartnerId == partner.Id || Mailbox.AreSame(application.Applicant.Email, partner.Email)
            )
            .ToListAsync(cancellationToken);

    private static List<string> TextsOf(Partner partner, IReadOnlyList<PartnerApplication> own) =>
        IsErased(partner)
            ? []
            :
            [
                .. new[]
                {
                    partner.Name,
                    partner.Email,
                    partner.Company,
                    partner.Website,
                    partner.Address,
                    partner.VatId,
                    partner.Payout.Summary,
                    partner.Payout.PreviousSummary,
                    partner.PayoutChange?.Summary,
                }
                    .Concat(partner.Contacts.SelectMany(contact => new[] { contact.Name, contact.Email }))
                    .Concat(
                        own.SelectMany(application =>
                            new[]
                            {
                                application.Applicant.Name,
                                application.Applicant.Email,
                                application.Applicant.Company,
                                application.Applicant.Website,
                            }
                        )
                    )
                    .Where(text => !string.IsNullOrWhiteSpace(text) && text != ErasedPartner.Pseudonym)
                    .Select(text => text!)
                    .Distinct(StringComparer.OrdinalIgnoreCase),
            ];

    private Result<PartnerChange> Without(Partner partner, DateTimeOffset now) =>
        IsErased(partner)
            ? new PartnerChange(partner, [])
            : new PartnerChange(
                partner with
                {
                    Name = ErasedPartner.Pseudonym,
                    Email = ErasedPartner.AddressOf(partner.Id),
                    Company = ErasedPartner.Pseudonym,
                    Address = null,
                    VatId = null,
                    Website = null,

                    Contacts = [],
                    Certifications = [],

                    // The codes stay reserved: nobody else receives the visitors of old links.
                    Links =
                    [
                        .. partner.Links.Select(link =>
                            link with
                            {
                                Name = ErasedPartner.Pseudonym,
                                SubId = null,
                                To = null,
                            }
                        ),
                    ],
                    Status = PartnerStatus.Closed,
                    StatusSince = now,
                    StatusMessage = null,
                    Closing = null,
                    Tax = PartnerDefaults.Tax,
                    Payout = PartnerDefaults.Payout,
                    PayoutChange = null,
                    Terms = partner.Terms.WithoutPerson(),
                },
                [partners.FreeAddress(partner)]
            );

    private static bool IsErased(Partner partner) => partner.Email == ErasedPartner.AddressOf(partner.Id);
}
