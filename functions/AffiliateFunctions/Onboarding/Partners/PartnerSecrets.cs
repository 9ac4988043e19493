using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Infrastructure.Storage;
using Azure.Data.Tables;

namespace AffiliateFunctions.Onboarding.Partners;

/// <summary>
/// The encrypted columns of a partner's row: the payout details in force, the details of a change that waits for its
/// confirmation, and the tax form. A value that is no longer needed is removed with the change that ends it.
/// </summary>
public sealed class PartnerSecrets(EncryptedText box) : ISealedValues
{
    private const string Details = "payout";
    private const string PendingDetails = "pendingPayout";
    private const string TaxFormColumn = "taxForm";

    /// <inheritdoc/>
    public string Name => "payout details and tax forms";

    /// <inheritdoc/>
    public string Table => PartnersTable.Name;

    /// <inheritdoc/>
    public string Filter => PartnerStore.EveryPartner;

    /// <inheritdoc/>
    public Task ResealAsync(TableEntity row, Resealing resealing, CancellationToken cancellationToken) =>
        resealing.ResealColumnsAsync(
            Table,
            row,
            [Details, PendingDetails, TaxFormColumn],
            (read, column) => BoundTo(ProgramSlug.Parse(read.PartitionKey), read.RowKey, column),
            cancellationToken
        );

    /// <summary>Writes the secrets of a changed partner into its row.</summary>
    internal void Write(TableEntity row, Partner changed, ChangedSecrets secrets)
    {
        Write(row, changed, Details, secrets.Details, isKept: changed.Payout.Method is not null);
        Write(
            row,
            changed,
            PendingDetails,
            secrets.PendingDetails,
            isKept: changed.PayoutChange?.Status == PayoutChangeStatus.Pending
        );
        Write(row, changed, TaxFormColumn, secrets.TaxForm, isKept: changed.Tax.Form is not null);
    }

    /// <summary>The payout details in force, or null.</summary>
    internal PayoutDetails? ReadDetails(TableEntity row) => Read<PayoutDetails>(row, Details);

    /// <summary>The payout details that wait for their confirmation, or null.</summary>
    internal PayoutDetails? ReadPendingDetails(TableEntity row) => Read<PayoutDetails>(row, PendingDetails);

    /// <summary>The tax form, or null.</summary>
    internal TaxForm? ReadTaxForm(TableEntity row) => Read<TaxForm>(row, TaxFormColumn);

    private void Write<T>(TableEntity row, Partner changed, string column, T? secret, bool isKept)
        where T : class
    {
        if (secret is not null)
        {
            row[column] = box.Seal(
                JsonSerializer.Serialize(secret, StoredJson.Options),
                BoundTo(changed.Program, row.RowKey, column)
            );
        }
        else if (!isKept)
        {
            row.Remove(column);
        }
    }

    private T? Read<T>(TableEntity row, string column)
        where T : class =>
        row.GetBinary(column) is { } secret
            ? JsonSerializer.Deserialize<T>(
                box.Open(secret, BoundTo(ProgramSlug.Parse(row.PartitionKey), row.RowKey, column)),
                StoredJson.Options
            )
            : null;

    // The details in force are bound to the row alone, as they were before the row had other secrets.
    private static string BoundTo(ProgramSlug program, string row, string column) =>
        column == Details ? $"{program}/{row}" : $"{program}/{row}/{column}";
}

/// <summary>The secrets that a change stores. A null keeps the stored value as long as the partner needs it.</summary>
/// <param name="Details">New payout details.</param>
/// <param name="PendingDetails">New payout details that wait for their confirmation.</param>
/// <param name="TaxForm">A new tax form.</param>
public sealed record ChangedSecrets(
    PayoutDetails? Details = null,
    PayoutDetails? PendingDetails = null,
    TaxForm? TaxForm = null
)
{
    /// <summary>No new secrets.</summary>
    public static ChangedSecrets None { get; } = new();
}
