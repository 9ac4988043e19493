using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules;

/// <summary>The facts of one conversion as conditions see them; amounts are converted to the rule book's currency.</summary>
internal sealed class ConversionScope(EvaluationInput input, Currency currency, long gross, long net) : IFacts
{
    private readonly ConversionFacts conversion = input.Conversion;
    private readonly CustomerFacts customer = input.Customer;
    private readonly PartnerFacts partner = input.Partner;
    private readonly Currency currency = currency;
    private readonly FieldValue amount = (decimal)gross;
    private readonly FieldValue netAmount = (decimal)net;

    private bool IsSale => conversion.Type == ConversionType.Sale;

    private static readonly Func<ConversionScope, FieldValue>[] Readers = [.. Field.OfConversions.Select(ReaderOf)];

    // What was asked for last: rules ask for few keys, and often for the same.
    private (string? Name, FieldValue Value) last;

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
        "sale.product_id" => scope => scope.conversion.ProductId,
        "sale.plan" => scope => scope.conversion.Plan,
        "sale.quantity" => scope => (decimal)(scope.conversion.Quantity ?? 1),
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
