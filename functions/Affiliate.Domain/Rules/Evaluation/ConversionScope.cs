using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules;

/// <summary>The facts of one conversion as conditions see them; amounts are converted to the rule book's currency.</summary>
internal sealed class ConversionScope(EvaluationInput input, Currency currency, ExactAmount gross, ExactAmount net) : IFacts
{
    private readonly ConversionFacts conversion = input.Conversion;
    private readonly CustomerFacts customer = input.Customer;
    private readonly PartnerFacts partner = input.Partner;

    private bool IsSale => conversion.Type == ConversionType.Sale;

    public FieldValue Get(Field field)
    {
        var name = field.Name;
        return field.Key is { } key ? Metadata(name, key)
            : name.StartsWith("sale.", StringComparison.Ordinal) ? (IsSale ? Sale(name) : FieldValue.Missing)
            : name.StartsWith("customer.", StringComparison.Ordinal) ? Customer(name)
            : name.StartsWith("partner.", StringComparison.Ordinal) ? Partner(name)
            : name switch
            {
                "stage.name" => conversion.StageName,
                "click.country" => conversion.ClickCountry,
                _ => FieldValue.Missing,
            };
    }

    private FieldValue Metadata(string name, string key)
        => name.StartsWith("sale.", StringComparison.Ordinal) == IsSale && (IsSale || conversion.Type == ConversionType.Lead)
            ? conversion.Metadata.GetValueOrDefault(key)
            : FieldValue.Missing;

    private FieldValue Sale(string name) => name switch
    {
        "sale.amount" => (decimal)gross.Round(),
        "sale.net" => (decimal)net.Round(),
        "sale.product_id" => conversion.ProductId,
        "sale.plan" => conversion.Plan,
        "sale.quantity" => (decimal)(conversion.Quantity ?? 1),
        "sale.type" => conversion.SaleType,
        "sale.currency" => (conversion.Currency ?? currency).Value,
        _ => FieldValue.Missing,
    };

    private FieldValue Customer(string name) => name switch
    {
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

    private FieldValue Partner(string name)
    {
        switch (name)
        {
            case "partner.country":
                return partner.Country;
            case "partner.group":
                return partner.Group;
        }

        var (metric, window) = name.LastIndexOf('.') is var dot && dot > "partner".Length ? (name[..dot], name[(dot + 1)..]) : (name, "lifetime");
        return (decimal)partner.Stats.Of(metric).In(Parsing.RuleBookParser.Windows[window]);
    }
}
