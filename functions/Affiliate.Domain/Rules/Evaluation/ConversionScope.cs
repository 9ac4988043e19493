using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules;

/// <summary>
/// The facts of one conversion as conditions see them; amounts are converted to the rule book's currency. A condition that is asked about
/// one line of a sale sees the product, the plan and the quantity of that line, and all else of the whole sale.
/// </summary>
internal sealed class ConversionScope : IFacts
{
    private readonly ConversionFacts conversion;
    private readonly ConversionFacts sold;
    private readonly CustomerFacts customer;
    private readonly PartnerFacts partner;
    private readonly Currency currency;
    private readonly FieldValue amount;
    private readonly FieldValue netAmount;

    /// <param name="input">The conversion with its customer and partner.</param>
    /// <param name="currency">The rule book's currency.</param>
    /// <param name="gross">The amount in minor units of it.</param>
    /// <param name="net">The net amount, in the same.</param>
    public ConversionScope(EvaluationInput input, Currency currency, long gross, long net)
    {
        (conversion, sold, customer, partner) = (input.Conversion, input.Conversion, input.Customer, input.Partner);
        (this.currency, amount, netAmount) = (currency, (decimal)gross, (decimal)net);
    }

    private ConversionScope(ConversionScope whole, ConversionFacts line)
    {
        (conversion, sold, customer, partner) = (whole.conversion, line, whole.customer, whole.partner);
        (currency, amount, netAmount) = (whole.currency, whole.amount, whole.netAmount);
    }

    private bool IsSale => conversion.Type == ConversionType.Sale;

    private static readonly Func<ConversionScope, FieldValue>[] Readers = [.. Field.OfConversions.Select(ReaderOf)];

    // What was asked for last: rules ask for few keys, and often for the same.
    private (string? Name, FieldValue Value) last;

    /// <summary>The same facts as a condition sees them that is asked about one line.</summary>
    /// <param name="line">A sale of that line alone.</param>
    public ConversionScope Of(ConversionFacts line) => new(this, line);

    public FieldValue Get(Field field) => field.Key is { } key ? Metadata(field.Name, key) : Readers[field.Index](this);

    private FieldValue Metadata(string name, string key)
    {
        if (last.Name != name)
        {
            FieldValue value = HasMetadata(name) ? conversion.Metadata.GetValueOrDefault(key) : null;
            last = (name, value.Read());
        }

        return last.Value;
    }

    private bool HasMetadata(string name) => name.StartsWith("sale.", StringComparison.Ordinal) == IsSale && (IsSale || conversion.Type == ConversionType.Lead);

    private static Func<ConversionScope, FieldValue> ReaderOf(Field field)
    {
        if (field.Counted is var (metric, window))
        {
            return scope => (decimal)scope.partner.Stats.Of(metric).In(window);
        }

        var read = Plain(field.Name);
        return field.Name.StartsWith("sale.", StringComparison.Ordinal) ? scope => scope.IsSale ? read(scope) : FieldValue.Missing : read;
    }

    private static Func<ConversionScope, FieldValue> Plain(string name) => name switch
    {
        "sale.amount" => scope => scope.amount,
        "sale.net" => scope => scope.netAmount,
        "sale.product_id" => scope => scope.sold.ProductId,
        "sale.plan" => scope => scope.sold.Plan,
        "sale.quantity" => scope => (decimal)scope.sold.Units,
        "sale.type" => scope => scope.conversion.SaleType,
        "sale.currency" => scope => (scope.conversion.Currency ?? scope.currency).Value,
        "stage.name" => scope => scope.conversion.StageName,
        "click.country" => scope => scope.conversion.ClickCountry,
        "partner.country" => scope => scope.partner.Country,
        "partner.group" => scope => scope.partner.Group,
        "customer.country" => scope => scope.customer.Country,
        "customer.source" => scope => scope.customer.Source,
        "customer.signup_date" => scope => scope.customer.SignupDate?.Value,
        "customer.subscription_start" => scope => scope.customer.SubscriptionStart?.Value,
        "customer.subscription_months" => scope => (decimal?)scope.customer.SubscriptionMonths,
        "customer.email_domain" => scope => scope.customer.Domain,
        "customer.sale_amount" => scope => (decimal?)scope.customer.SaleAmount,
        "customer.sales" => scope => (decimal?)scope.customer.Sales,
        _ => throw new ArgumentException($"Nothing reads the field '{name}'.", nameof(name)),
    };
}
