using Affiliate.Domain.Payouts.Files;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Payouts.Store;
using CsvHelper;

namespace AffiliateFunctions.Payouts.Settlement;

/// <summary>
/// The results of payments as CSV with the columns <c>payout_id</c> (the id, or the reference in the payment file) or
/// <c>partner</c>, <c>status</c> (<c>paid</c>,
/// <c>failed</c>, or <c>returned</c> for a paid payment that the bank has sent back), <c>reference</c> and
/// <c>reason</c>, or with the names that the caller maps to these.
/// </summary>
internal static class SettlementFile
{
    private const int MaxLines = 50_000;
    private const int MaxText = 500;
    private static readonly string[] Texts = ["reference", "reason"];

    private static readonly CsvReaderOptions Format = new()
    {
        TrimWhitespace = true,
        IncludeValuesInExceptions = false,
    };

    /// <summary>The lines of the file with their payouts, or a problem that lists every mistake.</summary>
    public static Result<IReadOnlyList<SettlementLine>> Read(
        byte[] file,
        IReadOnlyList<PayoutState> payouts,
        string? contentType = null,
        SettlementNames? names = null
    )
    {
        var text = UploadedText.ReadAsUtf8(file, contentType);
        if (!text.Succeeded)
        {
            return text.Problem;
        }

        using var csv = CsvReader.Create(text.Value, Format);
        try
        {
            return Read(csv, payouts, names ?? SettlementNames.Own);
        }
        catch (CsvFormatException)
        {
            return Problem.Invalid(string.Empty, "The file is not well-formed CSV (RFC 4180).");
        }
    }

    private static Result<IReadOnlyList<SettlementLine>> Read(
        CsvReader csv,
        IReadOnlyList<PayoutState> payouts,
        SettlementNames names
    )
    {
        csv.ReadHeader();
        if (names.MissingColumns(column => csv.TryGetFieldIndex(column, out _)) is { Count: > 0 } missing)
        {
            return Problem.Invalid(missing);
        }

        if (!csv.TryGetFieldIndex(names.ColumnOf("status"), out _))
        {
            return Problem.Invalid(
                string.Empty,
                "The first line must name the columns: payout_id or partner, status, reference, reason. Other names are "
                    + "mapped by the parameter mapping."
            );
        }

        var known = new PayoutNames(payouts);
        var (lines, errors) = (new List<SettlementLine>(), new List<(string, string)>());
        for (var number = 1; csv.Read(); number++)
        {
            if (number > MaxLines)
            {
                return new Problem(ProblemKind.TooLarge, $"A file may have at most {MaxLines} lines.");
            }

            Add(new Row(csv, names), number, known, lines, errors);
        }

        return errors.Count > 0 ? Problem.Invalid(errors) : Result.Of<IReadOnlyList<SettlementLine>>(lines);
    }

    private static void Add(
        Row row,
        int number,
        PayoutNames known,
        List<SettlementLine> lines,
        List<(string, string)> errors
    )
    {
        var payout = known.Find(row["payout_id"], row["partner"] ?? row["partner_id"]);
        if (payout is null)
        {
            errors.Add(
                (
                    $"/{number}/payout_id",
                    "The cycle has no such payout; name one of its payouts by 'payout_id' or 'partner'."
                )
            );
        }
        else if (!known.IsNew(payout))
        {
            errors.Add(($"/{number}/payout_id", "The payout is named twice; name it once."));
        }
        else if (row.Status is not { } status)
        {
            errors.Add(($"/{number}/status", row.Names.StatusSentence));
        }
        else if (Texts.FirstOrDefault(column => row[column]?.Length > MaxText) is { } column)
        {
            errors.Add(($"/{number}/{column}", $"The text has more than {MaxText} characters; shorten it."));
        }
        else if (SettlementLine.Contradiction(payout.Status, status) is { } contradiction)
        {
            errors.Add(($"/{number}/status", contradiction));
        }
        else
        {
            lines.Add(new SettlementLine(number, payout, status, row["reference"], row["reason"]));
        }
    }

    /// <summary>A line of the file, as long as the next one is not read.</summary>
    private readonly record struct Row(CsvReader Csv, SettlementNames Names)
    {
        public PayoutStatus? Status => Names.StatusOf(this["status"]);

        public string? this[string column] =>
            Csv.TryGetFieldIndex(Names.ColumnOf(column), out var index)
            && index < Csv.FieldCount
            && Csv.GetString(index) is { Length: > 0 } text
                ? text
                : null;
    }

    /// <summary>Finds payouts by the names that a line can have.</summary>
    private sealed class PayoutNames(IReadOnlyList<PayoutState> payouts)
    {
        private readonly HashSet<string> named = [];
        private readonly Dictionary<string, PayoutState> byPartner = payouts.ToDictionary(payout =>
            payout.Partner.Value
        );

        // PayPal's reports repeat the reference of the payment file, which is a part of the id.
        private readonly Dictionary<string, PayoutState> byReference = payouts.ToDictionary(payout =>
            BankReference.Of(payout.Id)
        );

        public PayoutState? Find(string? id, string? partner) =>
            id is null ? byPartner.GetValueOrDefault(partner ?? string.Empty)
            : byReference.GetValueOrDefault(BankReference.Of(id)) is not { } payout ? null
            : id == payout.Id || id == BankReference.Of(payout.Id) ? payout
            : null;

        /// <summary>Whether no earlier line has named the payout.</summary>
        public bool IsNew(PayoutState payout) => named.Add(payout.Id);
    }
}
