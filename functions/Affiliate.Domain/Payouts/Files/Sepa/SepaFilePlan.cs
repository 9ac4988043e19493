namespace Affiliate.Domain.Payouts.Files.Sepa;

/// <summary>The transfers of one execution date in one file, as the headers announce them.</summary>
/// <param name="ExecutionDate">The execution date.</param>
/// <param name="Count">The number of transfers.</param>
/// <param name="Total">The sum of the amounts in cents.</param>
internal sealed record SepaBatch(DateOnly ExecutionDate, int Count, long Total);

/// <summary>
/// The batches of each file. The header of a file and of a batch precede the transfers and contain their number and
/// sum, so both are known before the first transfer is written.
/// </summary>
internal static class SepaFilePlan
{
    // CtrlSum has 18 digits, two of them after the point.
    private const long MaxTotal = 999_999_999_999_999_999;

    /// <summary>Divides the transfers into files of a maximum size, in order of their execution dates.</summary>
    /// <param name="transfers">Returns the transfers; called once for the dates and once for each date.</param>
    /// <param name="maxPaymentsPerFile">The maximum size.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<IReadOnlyList<IReadOnlyList<SepaBatch>>> OfAsync(
        Func<IAsyncEnumerable<SepaTransfer>> transfers,
        int maxPaymentsPerFile,
        CancellationToken cancellationToken
    )
    {
        var files = new List<List<SepaBatch>>();
        var (count, total) = (0, 0L);
        var dates = await transfers()
            .Select(transfer => transfer.ExecutionDate)
            .Distinct()
            .ToListAsync(cancellationToken);
        foreach (var date in dates.Order())
        {
            await foreach (var transfer in transfers().Where(transfer => transfer.ExecutionDate == date))
            {
                if (files.Count == 0 || count == maxPaymentsPerFile || total > MaxTotal - transfer.Amount)
                {
                    files.Add([]);
                    (count, total) = (0, 0);
                }

                Add(files[^1], transfer);
                (count, total) = (count + 1, total + transfer.Amount);
            }
        }

        return files;
    }

    private static void Add(List<SepaBatch> file, SepaTransfer transfer)
    {
        if (file.Count == 0 || file[^1].ExecutionDate != transfer.ExecutionDate)
        {
            file.Add(new SepaBatch(transfer.ExecutionDate, 0, 0));
        }

        var batch = file[^1];
        file[^1] = batch with { Count = batch.Count + 1, Total = batch.Total + transfer.Amount };
    }
}
