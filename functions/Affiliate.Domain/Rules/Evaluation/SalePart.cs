using Affiliate.Domain.Monetary;

namespace Affiliate.Domain.Rules;

/// <summary>The object that a rule is applied to: the whole conversion, or one line of a sale.</summary>
internal readonly struct SalePart
{
    private readonly Currency currency;
    private readonly ExactAmount net;
    private readonly ExactAmount gross;

    /// <param name="facts">The conversion, or a sale that consists of the line alone.</param>
    /// <param name="currency">The rule book's currency.</param>
    public SalePart(ConversionFacts facts, Currency currency)
    {
        (Facts, this.currency) = (facts, currency);
        gross = Converted(facts.Amount);
        net = Converted(facts.Amount - facts.Deducted(SaleParts.None));
    }

    /// <summary>The conversion, or a sale that consists of the line alone.</summary>
    public ConversionFacts Facts { get; }

    /// <summary>
    /// Returns the amount for a rule with the given base, in minor units of the rule book's currency.
    /// </summary>
    public ExactAmount AmountFor(SaleParts counted) =>
        counted switch
        {
            SaleParts.None => net,
            SaleParts.All => gross,
            _ => Converted(Facts.Amount - Facts.Deducted(counted)),
        };

    /// <summary>Returns the base in the form that traces record.</summary>
    public BaseTrace TraceFor(SaleParts counted) =>
        new(
            SalePartNames.KindOf(counted),
            Facts.Amount,
            Facts.Deducted(counted),
            Facts.IsForeignTo(currency) ? ExactAmount.Of(Facts.FxRate!.Value).ToString() : null,
            AmountFor(counted).ToString()
        );

    private ExactAmount Converted(long amount) => Facts.In(currency, amount) ?? ExactAmount.Zero;
}
