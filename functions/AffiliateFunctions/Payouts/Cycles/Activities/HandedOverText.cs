using Affiliate.Domain.Programs;
using Affiliate.Pages.Models;
using AffiliateFunctions.Payouts.Rails;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.Cycles.Activities;

/// <summary>
/// The text of the e-mail about payments that are handed over: files that finance has to fetch, and batches that the
/// app has sent to the API of a provider.
/// </summary>
internal static class HandedOverText
{
    public static string SubjectOf(AffiliateProgram program, StoredCycle cycle) =>
        FilesOf(cycle).Count > 0
            ? $"Payment files of {cycle.Period} of {program.Name}"
            : $"Payments of {cycle.Period} of {program.Name} by {ProvidersOf(cycle)}";

    public static string[] ParagraphsOf(StoredCycle cycle)
    {
        var (files, batches) = (FilesOf(cycle), BatchesOf(cycle));
        var paragraphs = new List<string>();
        if (files.Count > 0)
        {
            paragraphs.Add(
                $"The payouts of {cycle.Period} are approved: {SumOf(cycle, files)}. Please download the files by the "
                    + "links below or with the function key, compare their hashes, and hand them to the bank."
            );
            paragraphs.Add("Afterwards, please import the bank's results as the settlement of the cycle.");
        }

        if (batches.Count > 0)
        {
            paragraphs.Add(
                $"{SumOf(cycle, batches)} are sent by {ProvidersOf(cycle)}'s API. There is nothing to fetch or to "
                    + "import: the results are booked when the provider reports them."
            );
        }

        return [.. paragraphs];
    }

    public static IEnumerable<Fact> FactsOf(StoredCycle cycle) =>
        [
            .. FilesOf(cycle).Select(file => new Fact(file.Name, $"{SumOf(cycle, [file])}, SHA-256 {file.Sha256}")),
            .. BatchesOf(cycle)
                .Select(batch => new Fact(
                    $"Sent by {PayoutRails.TitleOf(batch.Rail)}'s API",
                    $"{SumOf(cycle, [batch])}, "
                        + (
                            batch.BatchId is { } id ? $"batch {id}"
                            : batch.Problem is { } problem ? $"not accepted yet. {problem}"
                            : "not accepted yet"
                        )
                )),
        ];

    /// <summary>The files that finance has to fetch.</summary>
    public static List<CycleFile> FilesOf(StoredCycle cycle) =>
        [.. cycle.Files.Where(file => file.Rail == CycleFile.FileRail)];

    private static List<CycleFile> BatchesOf(StoredCycle cycle) =>
        [.. cycle.Files.Where(file => file.Rail != CycleFile.FileRail)];

    private static string ProvidersOf(StoredCycle cycle) =>
        string.Join(" and ", BatchesOf(cycle).Select(batch => PayoutRails.TitleOf(batch.Rail)).Distinct());

    private static string SumOf(StoredCycle cycle, List<CycleFile> files) =>
        $"{files.Sum(file => file.Payouts)} payouts of {cycle.AmountText(files.Sum(file => file.Total))}";
}
