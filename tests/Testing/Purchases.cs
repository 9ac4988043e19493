using System.Globalization;
using System.Numerics;
using System.Text;
using CsvHelper;

namespace Testing;

/// <summary>A purchase of a shop's customer.</summary>
/// <param name="Number">Its place in the file, from 0.</param>
/// <param name="Customer">The customer's number.</param>
/// <param name="Day">When it was.</param>
/// <param name="Amount">What was paid, in cents.</param>
public sealed record Purchase(int Number, int Customer, DateOnly Day, long Amount);

/// <summary>
/// The purchases of the customers of a CD shop, 69,659 of 23,570, known from marketing science as CDNOW. The file is
/// not part of the project: it lies in <c>shared/data/purchases</c> beside it or above, where there is one.
/// </summary>
public static class Purchases
{
    /// <summary>Why there is nothing to read.</summary>
    public const string Absent = "There is no shared/data/purchases/cdnow.csv in a folder above.";

    private static readonly DateOnly FirstDay = new(2017, 1, 1);

    // The one and a half years of the file in less than a day: events may be a day ahead of the clock.
    private static readonly TimeSpan PerDay = TimeSpan.FromMinutes(2.5);

    /// <summary>Where the file lies, or null.</summary>
    public static string? Path
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                var file = System.IO.Path.Combine(folder.FullName, "shared", "data", "purchases", "cdnow.csv");
                if (File.Exists(file))
                {
                    return file;
                }
            }

            return null;
        }
    }

    /// <summary>
    /// The first purchases of the file, which are all those of some customers, in the order of their days. More than
    /// the file has are those of the same shop once more, by other customers.
    /// </summary>
    /// <param name="count">How many; the whole file once when absent.</param>
    /// <exception cref="InvalidOperationException">There is no file.</exception>
    public static IReadOnlyList<Purchase> Read(int? count = null)
    {
        var once = ReadFile().ToList();
        var customers = once.Max(purchase => purchase.Customer);
        return
        [
            .. Enumerable
                .Range(0, count ?? once.Count)
                .Select(i =>
                    once[i % once.Count] with
                    {
                        Number = i,
                        Customer = once[i % once.Count].Customer + (i / once.Count * customers),
                    }
                )
                .OrderBy(item => item.Day)
                .ThenBy(entry => entry.Number),
        ];
    }

    /// <summary>Which of so many partners has brought the customer: always the same.</summary>
    public static int PartnerOf(Purchase purchase, int partners) =>
        (int)(((uint)purchase.Customer * 2_654_435_761u) >> 8) % partners;

    /// <summary>Batches of the purchases as sales, as <c>track/batch</c> takes them: one JSON object a line.</summary>
    /// <param name="purchases">The purchases, in their order.</param>
    /// <param name="partners">The partners.</param>
    /// <param name="begin">The time that the first day becomes; the others follow minutes apart.</param>
    public static IEnumerable<string> Batches(
        IReadOnlyList<Purchase> purchases,
        IReadOnlyList<PilotPartner> partners,
        DateTimeOffset begin
    ) =>
        purchases
            .Chunk(1000)
            .Select(some =>
            {
                var lines = new StringBuilder();
                foreach (var purchase in some)
                {
                    var at = begin + (PerDay * (purchase.Day.DayNumber - FirstDay.DayNumber));
                    lines
                        .Append(
                            CultureInfo.InvariantCulture,
                            $$"""{"event_id":"purchase-{{purchase.Number}}","type":"sale","invoice_id":"invoice-{{purchase.Number}}","occurred_at":"{{at.UtcDateTime:O}}","customer":{"external_id":"customer-{{purchase.Customer}}"},"code":"{{partners[PartnerOf(purchase, partners.Count)].Code}}","amount":{{purchase.Amount}},"currency":"USD"}"""
                        )
                        .Append('\n');
                }

                return lines.ToString();
            });

    /// <summary>
    /// What a rule that pays a percentage of each purchase owes each partner, in cents: each commission is rounded half
    /// to even.
    /// </summary>
    /// <param name="purchases">The purchases.</param>
    /// <param name="partners">The number of partners.</param>
    /// <param name="percent">The percentage.</param>
    public static IReadOnlyList<long> CommissionsOf(IEnumerable<Purchase> purchases, int partners, int percent)
    {
        var owed = new long[partners];
        foreach (var purchase in purchases)
        {
            owed[PartnerOf(purchase, partners)] += Rounded(new BigInteger(purchase.Amount) * percent, 100);
        }

        return owed;
    }

    // In whole numbers, not with the money type of the application, whose arithmetic this is to check.
    private static long Rounded(BigInteger dividend, int divisor)
    {
        var quotient = BigInteger.DivRem(dividend, divisor, out var rest);
        var up = rest * 2 > divisor || (rest * 2 == divisor && !quotient.IsEven);
        return (long)(up ? quotient + 1 : quotient);
    }

    private static IEnumerable<Purchase> ReadFile()
    {
        using var csv = CsvReader.Create(
            File.ReadAllBytes(Path ?? throw new InvalidOperationException(Absent)),
            new CsvReaderOptions()
        );
        csv.ReadHeader();
        for (var number = 0; csv.Read(); number++)
        {
            var cents =
                decimal.Parse(csv.GetString(2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) * 100;
            yield return new Purchase(
                number,
                int.Parse(csv.GetString(0), CultureInfo.InvariantCulture),
                DateOnly.ParseExact(csv.GetString(1), "yyyyMMdd", CultureInfo.InvariantCulture),
                decimal.IsInteger(cents)
                    ? (long)cents
                    : throw new InvalidDataException($"Row {number} is no amount of cents.")
            );
        }
    }
}
