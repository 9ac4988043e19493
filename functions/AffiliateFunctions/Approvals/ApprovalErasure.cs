using AffiliateFunctions.Infrastructure.Durable;
using AffiliateFunctions.Infrastructure.PersonalData;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Approvals;

/// <summary>
/// Removes a partner's personal data from the approvals about the partner. A link that was already sent stays valid and
/// shows the pseudonym. The orchestration of the approval is deleted once it has ended, because its input may contain
/// personal data.
/// </summary>
internal sealed class ApprovalErasure(ApprovalStore approvals) : IPartnerErasure
{
    private static readonly string[] Impersonal = ["Country", "Applied", "Approvals", "First approval", "Group"];

    public async Task EraseAsync(
        ErasedPartner partner,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        await foreach (var id in approvals.IdsAsync(partner.Program, cancellationToken))
        {
            if (
                await approvals.RewordAsync(
                    partner.Program,
                    id,
                    approval => Without(approval, partner),
                    cancellationToken
                )
            )
            {
                await orchestrations.ForgetAsync(ApprovalRequest.InstanceIdOf(partner.Program, id), cancellationToken);
            }
        }
    }

    // The facts of an application are the applicant's, also where they compare the applicant with the erased partner.
    private static bool IsOf(ApprovalFact fact, ApprovalRequest request, bool isApplication) =>
        request.Kind == ApprovalKinds.Application
            ? isApplication && (fact.IsPersonal || !Impersonal.Contains(fact.Label))
            : fact.IsPersonal;

    // Null for an approval that is not about the partner.
    private static StoredApproval? Without(StoredApproval approval, ErasedPartner partner)
    {
        var request = approval.Request;
        var isApplication = partner.Applications.Any(application => IsAbout(request.Id, application));
        if (
            !isApplication
            && !TextsOf(request).Any(text => text.Contains(partner.Id.Value, StringComparison.Ordinal))
            && !LinesOf(request.Mail).Any(line => partner.Without(line) != line)
        )
        {
            return null;
        }

        return approval with
        {
            ShownHash = approval.ContentHash,
            Request = request with
            {
                Subject = isApplication
                    ? $"Approve the application of {ErasedPartner.Pseudonym}"
                    : partner.Without(request.Subject),
                Facts =
                [
                    .. request.Facts.Select(fact =>
                        fact with
                        {
                            Value = IsOf(fact, request, isApplication)
                                ? ErasedPartner.Pseudonym
                                : partner.Without(fact.Value),
                        }
                    ),
                ],
                Sections =
                [
                    .. request.Sections.Select(section =>
                        section with
                        {
                            Lines = [.. section.Lines.Select(partner.Without)],
                            Table = section.Table is { } table ? Without(table, partner) : null,
                        }
                    ),
                ],
                Mail = request.Mail is { } mail
                    ? mail with
                    {
                        Sections =
                        [
                            .. mail.Sections.Select(section =>
                                section with
                                {
                                    Lines = [.. section.Lines.Select(partner.Without)],
                                }
                            ),
                        ],
                    }
                    : null,
            },
            Decision = approval.Decision is { } decision
                ? decision with
                {
                    Reason = decision.Reason is null ? null : partner.Without(decision.Reason),
                    Note = decision.Note is null ? null : partner.Without(decision.Note),
                }
                : null,
        };
    }

    // A person who is asked anew is asked by an approval whose id ends in the number of the round.
    private static bool IsAbout(string request, ApplicationId application) =>
        request == $"application-{application}"
        || request.StartsWith($"application-{application}-", StringComparison.Ordinal);

    private static ApprovalTable Without(ApprovalTable table, ErasedPartner partner) =>
        table with
        {
            Rows =
            [
                .. table.Rows.Select(row =>
                    row.Cells.Any(cell => cell.Detail == partner.Id.Value)
                        ? WithoutDetails(row, partner)
                        : Without(row, partner)
                ),
            ],
        };

    private static ApprovalRow Without(ApprovalRow row, ErasedPartner partner) =>
        row with
        {
            Cells = [.. row.Cells.Select(cell => cell with { Text = partner.Without(cell.Text) })],
            Notes = [.. row.Notes.Select(partner.Without)],
            Parts = [.. row.Parts.Select(part => part with { Text = partner.Without(part.Text) })],
        };

    // The row is about the partner. The name is replaced even if it is no longer known; hints about accounts and texts
    // that people have written are removed. Amounts stay.
    private static ApprovalRow WithoutDetails(ApprovalRow row, ErasedPartner partner) =>
        row with
        {
            Cells =
            [
                .. row.Cells.Select(cell =>
                    cell.Detail == partner.Id.Value
                        ? cell with
                        {
                            Text = ErasedPartner.Pseudonym,
                        }
                        : new ApprovalCell(partner.Without(cell.Text))
                ),
            ],
            Notes = [],
            Parts = [.. row.Parts.Select(part => part with { Text = ErasedPartner.Pseudonym })],
        };

    private static IEnumerable<string> LinesOf(ApprovalMail? mail) =>
        mail?.Sections.SelectMany(section => section.Lines) ?? [];

    private static IEnumerable<string> TextsOf(ApprovalRequest request) =>
        [
            request.Id,
            request.Subject,
            .. request.Facts.Select(fact => fact.Value),
            .. request.Sections.SelectMany(section => section.Lines.Concat(section.Table?.Texts ?? [])),
        ];
}
