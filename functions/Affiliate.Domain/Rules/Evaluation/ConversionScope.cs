using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules;

/// <summary>The facts of one conversion as conditions see them; amounts are converted to the rule book's currency.</summary>
internal sealed class ConversionScope(EvaluationInput input, Currency currency, ExactAmount gross, ExactAmount net) : IFacts
{
    private readonly ConversionFacts conversion = input.Conversion;
    private readonly CustomerFacts customer = input.Customer;
    private readonly PartnerFacts partner = input.Partner;
    private readonly FieldValue amount = (decimal)gross.Round();
    private readonly FieldValue netAmount = (decimal)net.Round();

    private bool IsSale => conversion.Type == ConversionType.Sale;

    public FieldValue Get(Field field)
        => field.Key is { } key ? Metadata(field.Name, key)
            : field.Metric is { } metric ? (decimal)partner.Stats.Of(metric).In(field.Window)
            : field.Name.StartsWith("sale.", StringComparison.Ordinal) ? (IsSale ? Sale(field.Name) : FieldValue.Missing)
            : Other(field.Name);

    private FieldValue Metadata(string name, string key)
        => name.StartsWith("sale.", StringComparison.Ordinal) == IsSale && (IsSale || conversion.Type == ConversionType.Lead)
            ? conversion.Metadata.GetValueOrDefault(key)
            : FieldValue.Missing;

    private FieldValue Sale(string name) => name switch
    {
        "sale.amount" => amount,
        "sale.net" => netAmount,
        "sale.product_id" => conversion.ProductId,
        "sale.plan" => conversion.Plan,
        "sale.quantity" => (decimal)(conversion.Quantity ?? 1),
        "sale.type" => conversion.SaleType,
        "sale.currency" => (conversion.Currency ?? currency).Value,
        _ => FieldValue.Missing,
    };

    private FieldValue Other(string name) => name switch
    {
        "stage.name" => conversion.StageName,
        "click.country" => conversion.ClickCountry,
        "partner.country" => partner.Country,
        "partner.group" => partner.Group,
        "customer.country" => customer.Country,
        "customer.source" => customer.Source,
        "customer.signup_date" => customer.SignupDate,
        "customer.subscription_start" => customer.SubscriptionStart,
        "customer.subscription_months" => (decimal?)customer.SubscriptionMonths,
        "customer.email_domain" => customer.EmailDomain ?? EmailDomains.Of(customer.Email),
        "customer.sale_amount" => (decimal?)customer.SaleAmount,
        "customer.sales" => (decimal?)(customer.Sales ?? input.History.Payments),
        _ => FieldValue.Missing,
    };
}
