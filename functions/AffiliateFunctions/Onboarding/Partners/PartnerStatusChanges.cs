using System.ComponentModel.DataAnnotations;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Audit;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>
/// Changes the status of partners. Each change is recorded in the audit log, published as a webhook event and told to
/// the partner by e-mail. A repeated request changes and sends nothing twice.
/// </summary>
public sealed class PartnerStatusChanges(
    PartnerChanges changes,
    IAuditLog audit,
    PartnerWebhookEvents webhookEvents,
    TimeProvider clock
)
{
    /// <summary>The longest reason and the longest message, in characters.</summary>
    public const int MaxText = 4000;

    /// <summary>The reason of a change for which none was given.</summary>
    public const string NoReason = "No reason was given.";

    /// <summary>Checks the texts of a change, and changes the status of a partner unless it has it already.</summary>
    /// <typeparam name="TBody">The texts.</typeparam>
    /// <param name="program">The program.</param>
    /// <param name="id">The partner.</param>
    /// <param name="body">What is recorded and what the partner is told.</param>
    /// <param name="move">The change.</param>
    /// <param name="orchestrations">The client of the orchestrations.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Result<Partner>> MoveAsync<TBody>(
        AffiliateProgram program,
        string id,
        TBody body,
        PartnerStatusMove<TBody> move,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
        where TBody : StatusChangeBody =>
        move.Mistakes(body).ToList() is { Count: > 0 } mistakes
            ? Problem.Invalid(mistakes)
            : await MoveAsync(
                program,
                id,
                body.ToChange(move.Action, move.WebhookEvent),
                (partner, now) => move.Change(body, partner, now),
                orchestrations,
                cancellationToken
            );

    /// <summary>Changes the status of a partner, unless it has the status already.</summary>
    /// <param name="program">The program.</param>
    /// <param name="id">The partner.</param>
    /// <param name="asked">The change.</param>
    /// <param name="change">Returns the partner after the change at the given time, the same partner for a change that
    /// was made before, or a problem.</param>
    /// <param name="orchestrations">The client of the orchestrations.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Result<Partner>> MoveAsync(
        AffiliateProgram program,
        string id,
        AskedStatusChange asked,
        Func<Partner, DateTimeOffset, Result<Partner>> change,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var now = clock.GetUtcNow();
        var changed = await changes.ChangeAsync(
            program,
            id,
            partner => change(partner, now).Then<PartnerChange>(moved => new PartnerChange(Told(partner, moved), [])),
            cancellationToken
        );
        if (changed is not { Succeeded: true, Value: var partner })
        {
            return changed;
        }

        // A partner that was never suspended is not reinstated either.
        if (!partner.HasInitialStatus)
        {
            await RecordAsync(partner, asked, cancellationToken);
            await webhookEvents.TellAsync(partner, asked.WebhookEvent, asked.Reason, cancellationToken);
            await orchestrations.StartPartnerStatusAsync(
                new PartnerStatusChange(program.Slug, partner.Id, partner.Status, partner.StatusSince, asked.Message),
                cancellationToken
            );
        }

        return partner;

        // A repeated request keeps what the partner was told first.
        Partner Told(Partner before, Partner moved) =>
            moved.StatusSince == before.StatusSince ? moved : moved with { StatusMessage = asked.Message };
    }

    // The cause of the audit record contains the time of the change, so that a repeated request adds no record.
    private Task RecordAsync(Partner partner, AskedStatusChange asked, CancellationToken cancellationToken) =>
        audit.RecordAsync(
            new AuditEntry(
                partner.Program,
                $"{asked.Action}:{partner.Id}:{partner.StatusSince:O}",
                asked.Actor,
                asked.Action,
                partner.Id.Value,
                asked.Reason,
                partner.StatusSince
            ),
            cancellationToken
        );
}

/// <summary>A change of a partner's status as it was asked for.</summary>
/// <param name="Action">The action of the audit record.</param>
/// <param name="WebhookEvent">The type of the webhook event.</param>
/// <param name="Reason">The reason, for the record.</param>
/// <param name="Message">What the partner is told in the e-mail, or null.</param>
public sealed record AskedStatusChange(string Action, string WebhookEvent, string Reason, string? Message)
{
    /// <summary>The person who decided, or <c>key</c>.</summary>
    public string Actor { get; init; } = "key";
}

/// <summary>The reason of a status change, and what the partner is told.</summary>
/// <param name="Reason">The reason, for the record.</param>
/// <param name="Message">What the e-mail to the partner says in addition.</param>
public record StatusChangeBody(
    [property: DataType(DataType.MultilineText)] string? Reason = null,
    [property: DataType(DataType.MultilineText)] string? Message = null
)
{
    /// <summary>The problems of the texts, by JSON Pointer.</summary>
    /// <param name="isReasonRequired">Whether a reason must be given.</param>
    internal IEnumerable<(string Pointer, string Sentence)> Mistakes(bool isReasonRequired)
    {
        if ((isReasonRequired && string.IsNullOrWhiteSpace(Reason)) || Reason?.Length > PartnerStatusChanges.MaxText)
        {
            yield return ("/reason", "Give a reason of 1 to 4,000 characters.");
        }

        if (Message?.Length > PartnerStatusChanges.MaxText)
        {
            yield return ("/message", "Give a message of at most 4,000 characters, or leave it out.");
        }
    }

    /// <summary>The change as it was asked for.</summary>
    internal AskedStatusChange ToChange(string action, string webhookEvent) =>
        new(
            action,
            webhookEvent,
            string.IsNullOrWhiteSpace(Reason) ? PartnerStatusChanges.NoReason : Reason,
            string.IsNullOrWhiteSpace(Message) ? null : Message.Trim()
        );
}
