using System.Globalization;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Imports;
using Affiliate.Domain.Ledger;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Programs;
using AffiliateFunctions.Adjustments.Requests;
using AffiliateFunctions.Adjustments.Store;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Ids;
using AffiliateFunctions.Onboarding;
using Microsoft.DurableTask.Client;

namespace AffiliateFunctions.Adjustments.OpeningBalances;

/// <summary>
/// Stores the opening balances of a file as adjustments that wait for one decision. A partner has one opening balance;
/// a repeated row changes nothing, unless the earlier one was rejected or has expired.
/// </summary>
public sealed class OpeningBalanceImport(
    IPartners partners,
    AdjustmentStore adjustments,
    AdjustmentRequests requests,
    AdjustmentStarter starter,
    IdSource ids
)
{
    private const string Reason = "Opening balance of the earlier partner program.";

    /// <summary>Asks for the balances, or finds out what asking for them would do.</summary>
    /// <param name="program">The program.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="preparedBy">The person who cannot approve them, or null.</param>
    /// <param name="isDryRun">Whether nothing is stored.</param>
    /// <param name="orchestrations">The durable client.</param>
    /// <param name="cancellationToken">Cancels.</param>
    internal async Task<OpeningBalancesAnswer> RunAsync(
        AffiliateProgram program,
        UploadedRows rows,
        string? preparedBy,
        bool isDryRun,
        DurableTaskClient orchestrations,
        CancellationToken cancellationToken
    )
    {
        var key = new OpeningBalancesKey(program.Slug, ids.Next("opb_"));
        var reader = new OpeningBalanceReader(program, partners);
        var (results, asked, open) = (new List<BalanceRow>(), new List<StoredAdjustment>(), new HashSet<string>());
        foreach (var row in rows.All())
        {
            var number = row.Number;
            var read = await reader.ReadAsync(row, cancellationToken);
            if (!read.Succeeded)
            {
                results.Add(new BalanceRow(number, "refused", null, null, read.Problem.Errors));
                continue;
            }

            var (partner, amount) = read.Value;
            var known = await FindAsync(program.Slug, partner, cancellationToken);
            results.Add(RowOf(number, partner, amount, known, isDryRun));
            if (known is { Status: AdjustmentStatus.AwaitingApproval, Batch: { } batch })
            {
                open.Add(batch);
            }

            if (known is not { HoldsItsClaim: true } && amount != 0 && !isDryRun)
            {
                var wanted = requests.New(program, AdjustmentKind.OpeningBalance, partner, Reason, preparedBy) with
                {
                    Amount = amount,
                    Batch = key.Batch,
                };
                asked.Add(await StoreAsync(wanted, known?.Id, cancellationToken));
            }
        }

        await StartAsync(key, asked, open, orchestrations, isDryRun, cancellationToken);
        return new OpeningBalancesAnswer(
            isDryRun,
            asked.Count > 0 ? key.Batch : null,
            program.Currency,
            results.Where(row => row.Status is "requested" or "would_request").Sum(row => row.Amount!.Value),
            rows.Columns.Names,
            rows.Columns.Ignored,
            results
        );
    }

    private static BalanceRow RowOf(
        int number,
        PartnerId partner,
        long amount,
        StoredAdjustment? known,
        bool isDryRun
    ) =>
        known switch
        {
            { HoldsItsClaim: true } when known.Amount == amount => new BalanceRow(
                number,
                "exists",
                partner,
                amount,
                null
            ),
            { HoldsItsClaim: true } => new BalanceRow(
                number,
                "refused",
                partner,
                amount,
                Problem
                    .Invalid(
                        "/amount",
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"The partner has an opening balance of {known.Amount} already ({known.Id}). "
                        ) + "Post an adjustment of the difference."
                    )
                    .Errors
            ),
            _ when amount == 0 => new BalanceRow(number, "nothing_due", partner, amount, null),
            _ => new BalanceRow(number, isDryRun ? "would_request" : "requested", partner, amount, null),
        };

    private Task<StoredAdjustment?> FindAsync(
        ProgramSlug program,
        PartnerId partner,
        CancellationToken cancellationToken
    ) => adjustments.FindClaimedAsync(program, AdjustmentClaim.OfOpeningBalance(partner), cancellationToken);

    private async Task<StoredAdjustment> StoreAsync(
        StoredAdjustment wanted,
        AdjustmentId? outdated,
        CancellationToken cancellationToken
    )
    {
        var claim = AdjustmentClaim.OfOpeningBalance(wanted.Partner);
        var id = await adjustments.ClaimAsync(wanted.Program, claim, wanted.Id, outdated, cancellationToken);
        return await adjustments.AddAsync(wanted with { Id = id }, cancellationToken);
    }

    // Earlier imports are continued too, because their requests may have been interrupted.
    private async Task StartAsync(
        OpeningBalancesKey key,
        List<StoredAdjustment> asked,
        HashSet<string> open,
        DurableTaskClient orchestrations,
        bool isDryRun,
        CancellationToken cancellationToken
    )
    {
        if (isDryRun)
        {
            return;
        }

        await starter.RecordAsync(asked, cancellationToken);
        var batches = asked.Select(stored => stored.Batch!).ToHashSet();
        if (batches.Remove(key.Batch))
        {
            await AdjustmentStarter.StartBatchAsync(key, orchestrations, cancellationToken);
        }

        foreach (var batch in batches.Union(open))
        {
            await starter.ResumeBatchAsync(key with { Batch = batch }, orchestrations, cancellationToken);
        }
    }
}

/// <summary>Reads the opening balances of the rows of a file.</summary>
internal sealed class OpeningBalanceReader(AffiliateProgram program, IPartners partners)
{
    private readonly PartnerReferences references = new(partners, program.Slug);
    private readonly Dictionary<PartnerId, int> seen = [];
    private readonly Currency currency = Currency.Parse(program.Currency);

    /// <summary>Returns the partner and the amount in minor units, or the errors of the row.</summary>
    public async Task<Result<(PartnerId Partner, long Amount)>> ReadAsync(
        UploadedRow row,
        CancellationToken cancellationToken
    )
    {
        var (number, said, amount) = (row.Number, row["currency"], AmountOf(row));
        var partner = row["partner"] is { } name ? await references.FindAsync(name, cancellationToken) : null;
        var errors = new List<(string, string)>();
        if (partner is null)
        {
            errors.Add(("/partner", PartnerReferences.Sentence));
        }
        else if (!seen.TryAdd(partner.Id, number))
        {
            errors.Add(
                ("/partner", $"The row {seen[partner.Id]} is about the same partner. Give one amount for each.")
            );
        }

        if (amount is null || (amount != 0 && !AdjustmentOrder.Fits(amount.Value)))
        {
            errors.Add(
                (
                    "/amount",
                    $"Give an amount with a decimal point and at most {currency.Digits} decimals, such as 1234.5, "
                        + "without separators of thousands and without a currency sign."
                )
            );
        }

        if (said is not null && !said.Equals(program.Currency, StringComparison.OrdinalIgnoreCase))
        {
            errors.Add(("/currency", $"The program is in {program.Currency}. Convert the amount first."));
        }

        return errors.Count > 0 ? Problem.Invalid(errors) : (partner!.Id, amount!.Value);
    }

    private long? AmountOf(UploadedRow row) =>
        row["amount"] is { } written ? WrittenAmount.Read(written, currency)
        : long.TryParse(row["amount_minor"], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var minor)
            ? minor
        : null;
}
