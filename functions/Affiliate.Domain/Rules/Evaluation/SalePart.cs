using Affiliate.Domain.Monetary;

namespace Affiliate.Domain.Rules;

/// <summary>What a rule looks at and is applied to: the whole of a conversion, or one line of a sale.</summary>
internal readonly struct SalePart
{
    private readonly Currency currency;
    private readonly ExactAmount net;
    private readonly ExactAmount gross;

    /// <param name="facts">The conversion, or a sale of the line alone.</param>
    /// <param name="currency">The rule book's currency.</param>
    public SalePart(ConversionFacts facts, Currency currency)
    {
        (Facts, this.currency) = (facts, currency);
        gross = Converted(facts.Amount);
        net = Converted(facts.Amount - facts.Deducted(SaleParts.None));
    }

    /// <summary>The conversion, or a sale of the line alone.</summary>
    public ConversionFacts Facts { get; }

    /// <summary>
    /// The amount that a rule of this base is applied to, in minor units of the rule book's currency.
    /// </summary>
    public ExactAmount AmountFor(SaleParts counted) =>
        counted switch
        {
            SaleParts.None => net,
            SaleParts.All => gross,
            _ => Converted(Facts.Amount - Facts.Deducted(counted)),
        };

    /// <summary>The same for a trace.</summary>
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
