using System.Collections.Immutable;
using Affiliate.Domain.Monetary;
using AffiliateFunctions.Tracking.Invoices;
using NamedParts = System.Collections.Immutable.ImmutableSortedDictionary<
    string,
    AffiliateFunctions.Tracking.Refunds.RefundPart
>;

namespace AffiliateFunctions.Tracking.Refunds;

/// <summary>The refunded amount of a payment, or of a line.</summary>
/// <param name="Amount">The amount.</param>
/// <param name="Itemized">The part of the amount whose tax, shipping, tip and duty are known.</param>
/// <param name="Outside">The tax, shipping, tip and duty in that part.</param>
internal readonly record struct RefundPart(long Amount, long Itemized, long Outside)
{
    private readonly NamedParts? lines;

    /// <summary>Nothing.</summary>
    public static RefundPart None => default;

    /// <summary>No line.</summary>
    public static NamedParts Unnamed { get; } =
        ImmutableSortedDictionary.Create<string, RefundPart>(StringComparer.Ordinal);

    /// <summary>The parts of the amount that name single lines, by the ids of the lines.</summary>
    public NamedParts Lines
    {
        get => lines ?? Unnamed;
        private init => lines = value;
    }

    /// <summary>Returns the part of a refund, with the lines that the refund names.</summary>
    public static RefundPart Of(long amount, InvoiceRefund refund) =>
        Of(amount, refund.Outside) with
        {
            Lines = Named((refund.Lines ?? []).Select(line => (line.Line, Of(line.Amount, line.Tax)))),
        };

    /// <summary>Returns the sum of both, line by line.</summary>
    public static NamedParts Both(NamedParts first, NamedParts other) =>
        other.Aggregate(
            first,
            (all, line) => all.SetItem(line.Key, all.GetValueOrDefault(line.Key, None).And(line.Value))
        );

    /// <summary>Returns the sum of both.</summary>
    public RefundPart And(RefundPart other) =>
        new(Amount + other.Amount, Itemized + other.Itemized, Outside + other.Outside)
        {
            Lines = Both(Lines, other.Lines),
        };

    /// <summary>
    /// Subtracts the other part from this one. An amount without known tax is subtracted from amounts without known tax
    /// first, and then from the others in proportion. In the same way, an amount without lines is subtracted from
    /// amounts without lines first.
    /// </summary>
    public RefundPart Without(RefundPart other)
    {
        var left = Math.Max(0, Amount - other.Amount);
        var before = Math.Max(0, Itemized - other.Itemized);
        var (told, outside) = (Math.Min(before, left), Math.Clamp(Outside - other.Outside, 0, before));
        outside = told == before ? outside : ShareOf(outside, told, before);
        return new RefundPart(left, told, outside) { Lines = LinesWithout(other.Lines, left) };
    }

    /// <summary>
    /// Returns a share of an amount: <paramref name="part"/> of <paramref name="whole"/>. There is no share of nothing.
    /// </summary>
    public static long ShareOf(long amount, long part, long whole) =>
        whole == 0 ? 0 : Split.ByLargestRemainder(amount, [part, whole - part])[0];

    private static RefundPart Of(long amount, long? outside) =>
        outside is { } told ? new RefundPart(amount, amount, Math.Min(told, amount)) : new RefundPart(amount, 0, 0);

    private static NamedParts Named(IEnumerable<(string Line, RefundPart Part)> parts) =>
        parts.ToImmutableSortedDictionary(named => named.Line, named => named.Part, StringComparer.Ordinal);

    private NamedParts LinesWithout(NamedParts other, long left)
    {
        var named = Named(
            Lines.Select(line => (line.Key, line.Value.Without(other.GetValueOrDefault(line.Key, None))))
        );
        var beyond = named.Values.Sum(line => line.Amount) - left;
        if (beyond <= 0)
        {
            return named;
        }

        var parts = Split.ByLargestRemainder(beyond, [.. named.Values.Select(line => line.Amount)]);
        return Named(named.Select((line, i) => (line.Key, line.Value.Without(new RefundPart(parts[i], 0, 0)))));
    }
}
