using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding.Partners;
using AffiliateFunctions.Programs;
using Azure.Data.Tables;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.Onboarding.Applications.Activities;

/// <summary>
/// Makes the approved applicant an active partner. The partner, the rows of its address, code and coupon, the count of
/// active partners and the application are stored in one transaction.
/// </summary>
public sealed class ActivatePartner(
    ApplicationStore applications,
    PartnerRegistration roster,
    IPrograms programs,
    IAuditLog audit,
    PartnerWebhookEvents webhookEvents,
    Recruiters recruiters,
    TimeProvider clock
)
{
    /// <inheritdoc cref="ActivatePartner"/>
    [Function(nameof(ActivatePartner))]
    public async Task<Activation> RunAsync([ActivityTrigger] ApplicationKey key, CancellationToken cancellationToken)
    {
        var program =
            await programs.FindAsync(key.Program, cancellationToken)
            ?? throw new InvalidOperationException($"The program {key.Program} is gone.");
        var application = await applications.RequireAsync(key, cancellationToken);
        if (application.HasEnded)
        {
            return Activation.Stopped;
        }

        var now = clock.GetUtcNow();
        var draft = DraftOf(application, now) with
        {
            ReferredBy = await recruiters.FindInvitingAsync(
                key.Program,
                application.Applicant.Invite,
                cancellationToken
            ),
        };
        var answer = await AddAsync(draft);
        if (answer is RosterAnswer.CodeTaken)
        {
            var taken = new TimelineEntry(now, "code_taken", "system", application.AssignedCode);
            await RecordAsync(key, taken, cancellationToken);
            answer = await AddAsync(draft with { Code = string.Empty });
        }

        switch (answer)
        {
            case RosterAnswer.Added added:
                await RecordAsync(added.Partner, cancellationToken);
                await webhookEvents.TellOfApprovalAsync(added.Partner, cancellationToken);
                return Activation.Active;
            case RosterAnswer.LimitReached full:
                await RecordAsync(
                    key,
                    new TimelineEntry(
                        now,
                        "waiting_for_room",
                        "rule:pilot_limit",
                        $"The pilot is limited to {full.Limit} partners."
                    ),
                    cancellationToken
                );
                return Activation.Waiting;
            case RosterAnswer.NotOpen { Stage: not ProgramStage.Closed } closed:
                await RecordAsync(
                    key,
                    new TimelineEntry(
                        now,
                        "waiting_for_program",
                        "rule:stage",
                        $"The program is {closed.Stage.ToString().ToLowerInvariant()}."
                    ),
                    cancellationToken
                );
                return Activation.Waiting;
            case RosterAnswer.EmailTaken:
                await ExpireAsync(key, ExpiryCauses.AddressTaken, now, cancellationToken);
                return Activation.Stopped;
            case RosterAnswer.NotOpen:
                await ExpireAsync(key, ExpiryCauses.ProgramClosed, now, cancellationToken);
                return Activation.Stopped;
            default:
                throw new System.Diagnostics.UnreachableException("An applicant gets a free code and no coupon.");
        }

        Task<RosterAnswer> AddAsync(Partner partner) =>
            roster.AddAsync(program, partner, () => ActivateAsync(key, now, cancellationToken), cancellationToken);
    }

    private static Partner DraftOf(PartnerApplication application, DateTimeOffset now)
    {
        var applicant = application.Applicant;
        return new Partner
        {
            Id =
                application.PartnerId
                ?? throw new InvalidOperationException($"The application {application.Id} is not approved."),
            Program = application.Program,
            Name = applicant.Name,
            Email = applicant.Email,
            Company = applicant.Company,
            Country = applicant.Country,
            Website = applicant.Website,
            Status = PartnerStatus.Active,
            StatusSince = now,
            Group = application.AssignedGroup ?? PartnerDefaults.Group,
            Code = application.AssignedCode ?? string.Empty,
            Coupons = [],
            Tax = PartnerDefaults.Tax,
            Payout = PartnerDefaults.Payout,
            Terms = application.Terms,
            ApprovedBy = application.DecidedBy ?? "system",
            CreatedAt = now,
        };
    }

    private async Task<IReadOnlyList<TableTransactionAction>> ActivateAsync(
        ApplicationKey key,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var (application, change) = await applications.ReadForChangeAsync(key.Program, key.Id, cancellationToken);
        if (application.HasEnded)
        {
            // The applicant has withdrawn in the meantime. The repeated step sees that first.
            throw new ContendedException($"the application {key.Id}");
        }

        var entry = new TimelineEntry(now, "activated", "system");
        var active =
            application.Status == ApplicationStatus.Approved
                ? application.Noting(entry)
                : application.MoveTo(ApplicationStatus.Approved, entry);
        return [change((active ?? application) with { ActiveAt = now, Signal = ApplicationSignal.None })];
    }

    private Task RecordAsync(Partner partner, CancellationToken cancellationToken) =>
        audit.RecordAsync(
            new AuditEntry(
                partner.Program,
                $"partner:{partner.Id}:activated",
                partner.ApprovedBy,
                "partner_activated",
                partner.Id.Value,
                null,
                partner.CreatedAt
            ),
            cancellationToken
        );

    // The applicant can never become a partner by this application.
    private async Task ExpireAsync(
        ApplicationKey key,
        string cause,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var entry = new TimelineEntry(now, "expired", cause);
        await applications.ChangeAsync(
            key.Program,
            key.Id,
            application =>
                application.ActiveAt is null
                    ? application.MoveTo(ApplicationStatus.Expired, entry)?.Taking(ApplicationSignal.TermsAccepted)
                    : null,
            cancellationToken
        );
    }

    // The step has taken note of accepted terms, although the applicant is not a partner yet.
    private async Task RecordAsync(ApplicationKey key, TimelineEntry entry, CancellationToken cancellationToken) =>
        await applications.ChangeAsync(
            key.Program,
            key.Id,
            a => a.Noting(entry).Taking(ApplicationSignal.TermsAccepted),
            cancellationToken
        );
}
