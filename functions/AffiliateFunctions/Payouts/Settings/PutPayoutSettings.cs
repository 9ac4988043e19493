using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Programs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Payouts.Settings;

/// <summary>
/// Prepares other payout settings. A second person decides by a link in an e-mail; until then the settings in force
/// stay as they are.
/// </summary>
[Tags("Cycles")]
public sealed class PutPayoutSettings(
    IPrograms programs,
    PayoutSettingsStore store,
    IApprovals approvals,
    IApprovalWithdrawals withdrawals,
    IAuditLog audit,
    TimeProvider clock
)
{
    private const string ReplacedReason = "Other payout settings were prepared. Another request shows them.";

    /// <inheritdoc cref="PutPayoutSettings"/>
    [Function(nameof(PutPayoutSettings))]
    [EndpointSummary("Prepares the originators of the payment files; a second person decides by link.")]
    [EndpointDescription(
        "The settings replace all earlier ones once they are approved. A cycle uses the settings that are in force "
            + "when it starts. The person named by prepared_by cannot approve."
    )]
    [Consumes(typeof(Body), "application/json")]
    [RequestExample(
        """
            {
              "prepared_by": "ann@example.com",
              "ach": {
                "company_name": "EXAMPLE INC",
                "company_id": "1123456789",
                "odfi_routing_number": "021000021",
                "odfi_name": "EXAMPLE BANK",
                "immediate_destination": "021000021",
                "immediate_origin": "1123456789",
                "entry_description": "COMMISSION"
              },
              "sepa": { "name": "Example GmbH", "iban": "DE89370400440532013000" }
            }
            """
    )]
    [ProducesResponseType<PayoutSettingsStateAnswer>(StatusCodes.Status202Accepted)]
    [ProducesProblems(400, 404, 409, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/programs/{slug}/payout-settings")]
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
                    .Then(body => SubmitAsync(program, body, orchestrations, cancellationToken))
                    .Match(stored => HttpResults.Accepted(PayoutSettingsStateAnswer.Of(stored))),
            cancellationToken
        );

    private async Task<Result<StoredPayoutSettings>> SubmitAsync(
        AffiliateProgram program,
        Body body,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var settings = body.Check();
        if (!settings.Succeeded)
        {
            return settings.Problem;
        }

        if (program.Charter is not { } charter)
        {
            return Problem.Conflict(
                "The program has no charter, so nobody can decide.",
                [("/charter", "Write the charter first: its persons decide on payout settings.")]
            );
        }

        if (charter.FinanceFirst(body.PreparedBy).Count == 0)
        {
            return Problem.Invalid(
                "/prepared_by",
                "Another person of the charter must be able to approve. Name another preparer, or change the charter."
            );
        }

        var stored = await store.SubmitAsync(
            program.Slug,
            settings.Value,
            body.PreparedBy,
            clock.GetUtcNow(),
            cancellationToken
        );
        if (stored.Pending is { } pending)
        {
            await WithdrawAsync(program.Slug, stored, orchestrations, cancellationToken);
            await RecordAsync(program.Slug, pending, cancellationToken);
            await orchestrations.StartOnceAsync(
                nameof(PayoutSettingsOrchestrator),
                $"payout-settings-{program.Slug}-{pending.Version}",
                new PayoutSettingsKey(program.Slug, pending.Version),
                cancellationToken
            );
        }

        return stored;
    }

    // A version whose request does not exist yet is not requested any more.
    private async Task WithdrawAsync(
        ProgramSlug program,
        StoredPayoutSettings stored,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        if (
            stored.Versions is [.., { Status: PayoutSettingsStatus.Replaced } replaced, _]
            && await approvals.FindScheduleAsync(
                program,
                PreparePayoutSettingsApproval.IdOf(replaced.Version),
                cancellationToken
            )
                is { Decision: null }
        )
        {
            await withdrawals.WithdrawAsync(
                program,
                PreparePayoutSettingsApproval.IdOf(replaced.Version),
                ReplacedReason,
                orchestrations,
                cancellationToken
            );
        }
    }

    private Task RecordAsync(ProgramSlug program, PayoutSettingsVersion pending, CancellationToken cancellationToken) =>
        audit.RecordAsync(
            new AuditEntry(
                program,
                $"payout_settings:{pending.Version}:prepared",
                Callers.Unnamed,
                "payout_settings_prepared",
                $"payout_settings:{pending.Version}",
                string.Join("; ", pending.Changes),
                pending.PreparedAt
            )
            {
                OnBehalfOf = pending.PreparedBy,
            },
            cancellationToken
        );

    /// <summary>The settings. A method that is left out gets a list instead of a file for a bank.</summary>
    /// <param name="PreparedBy">The e-mail address of the person who prepares the settings and cannot approve
    /// them.</param>
    /// <param name="Ach">The originator of ACH credits.</param>
    /// <param name="Sepa">The debtor of SEPA credit transfers.</param>
    /// <param name="Wise">The settings of Wise's batch files.</param>
    public sealed record Body(
        string PreparedBy,
        AchSettings? Ach = null,
        SepaSettings? Sepa = null,
        WiseSettings? Wise = null
    )
    {
        /// <summary>The settings in canonical form, or a problem that lists every mistake.</summary>
        internal Result<PayoutSettings> Check()
        {
            var settings = PayoutSettingsCheck.Check(new PayoutSettings(Ach, Sepa, Wise));
            if (MailAddressText.IsMailable(PreparedBy))
            {
                return settings;
            }

            var others = settings.Problem?.Errors ?? new Dictionary<string, IReadOnlyList<string>>();
            return Problem.Invalid([
                ("/prepared_by", "Give the e-mail address of the person who prepares the settings."),
                .. others.SelectMany(error => error.Value.Select(sentence => (error.Key, sentence))),
            ]);
        }
    }
}
