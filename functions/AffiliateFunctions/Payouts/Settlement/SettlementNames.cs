using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Payouts.Store;

namespace AffiliateFunctions.Payouts.Settlement;

/// <summary>
/// The names of the columns of a settlement file and the words of its column <c>status</c>. A caller whose provider
/// writes others maps them, so that the provider's report is imported as it is.
/// </summary>
internal sealed class SettlementNames
{
    /// <summary>The description of the query parameter.</summary>
    public const string Description =
        "The provider's names of columns and statuses, as a JSON object such as {\"payout_id\": \"Reference\", "
        + "\"status\": \"Result\", \"paid\": \"Completed\", \"failed\": \"Denied\"}.";

    private static readonly string[] Columns = ["payout_id", "partner", "status", "reference", "reason"];

    private static readonly IReadOnlyDictionary<string, PayoutStatus> Statuses = new Dictionary<string, PayoutStatus>
    {
        ["paid"] = PayoutStatus.Paid,
        ["failed"] = PayoutStatus.Failed,
        ["returned"] = PayoutStatus.Returned,
    };

    private readonly IReadOnlyDictionary<string, string> mapping;

    private SettlementNames(IReadOnlyDictionary<string, string> mapping) => this.mapping = mapping;

    /// <summary>The names of a file without a mapping.</summary>
    public static SettlementNames Own { get; } = new(new Dictionary<string, string>());

    /// <summary>The sentence about a status that is none.</summary>
    public string StatusSentence => $"Give the status {WordOf("paid")}, {WordOf("failed")} or {WordOf("returned")}.";

    /// <summary>Reads a mapping, and names its members that are unknown.</summary>
    /// <param name="mapping">Names of the file by the names of this class.</param>
    public static Result<SettlementNames> Of(IReadOnlyDictionary<string, string> mapping)
    {
        var names = new SettlementNames(mapping);
        var mistakes = mapping
            .Keys.Where(name => !Columns.Contains(name) && !Statuses.ContainsKey(name))
            .Select(name => (At(name), $"Map only {string.Join(", ", Columns.Concat(Statuses.Keys))}."))
            .ToList();

        // A word that meant both paid and failed would be booked as one of them.
        mistakes.AddRange(
            Statuses
                .Keys.GroupBy(names.WordOf, StringComparer.OrdinalIgnoreCase)
                .SelectMany(same => same.Skip(1))
                .Select(status => (At(status), "Another status has the same word; give each its own."))
        );
        return mistakes.Count > 0 ? Problem.Invalid(mistakes) : names;
    }

    /// <summary>The mapped columns that a file does not have, as mistakes of the mapping.</summary>
    /// <param name="hasColumn">Whether the file has a column.</param>
    public IReadOnlyList<(string Pointer, string Sentence)> MissingColumns(Func<string, bool> hasColumn) =>
        [
            .. Columns
                .Where(column => mapping.ContainsKey(column) && !hasColumn(ColumnOf(column)))
                .Select(column => (At(column), "The first line of the file has no column with this name.")),
        ];

    /// <summary>The name of a column in the file.</summary>
    public string ColumnOf(string column) => mapping.GetValueOrDefault(column, column);

    /// <summary>The status that a word of the file means, or null.</summary>
    public PayoutStatus? StatusOf(string? word) =>
        Statuses
            .Where(status => string.Equals(WordOf(status.Key), word, StringComparison.OrdinalIgnoreCase))
            .Select(status => (PayoutStatus?)status.Value)
            .FirstOrDefault();

    private static string At(string name) => "/mapping" + JsonPointer.Step(name);

    private string WordOf(string status) => mapping.GetValueOrDefault(status, status);
}
