using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Tests.Rules.Equivalence;

/// <summary>
/// The facts of an event by the names of their fields: each is looked up and converted anew for every comparison.
/// </summary>
/// <param name="input">The event.</param>
/// <param name="currency">The rule book's currency.</param>
/// <param name="gross">The amount in it.</param>
/// <param name="net">The net amount in it.</param>
/// <param name="sold">The sale, or one line of it.</param>
internal sealed class ReferenceFacts(
    EvaluationInput input,
    Currency currency,
    long gross,
    long net,
    ConversionFacts sold
) : IFacts
{
    private ConversionFacts Conversion => input.Conversion;

    public FieldValue Get(Field field)
    {
        var name = field.Name;
        var isSale = Conversion.Type == ConversionType.Sale;
        return name switch
        {
            _ when name.StartsWith("sale.", StringComparison.Ordinal) && !isSale => FieldValue.Missing,
            _ when name.StartsWith("lead.", StringComparison.Ordinal) && Conversion.Type != ConversionType.Lead =>
                FieldValue.Missing,
            _ when name.StartsWith(Field.CertificationPrefix, StringComparison.Ordinal) =>
                input.Partner.Certifications?.Contains(field.Key!) == true ? true : FieldValue.Missing,
            _ when field.Key is { } key => Conversion.Metadata.GetValueOrDefault(key),
            "sale.amount" => (decimal)gross,
            "sale.net" => (decimal)net,
            "sale.product_id" => sold.ProductId,
            "sale.plan" => sold.Plan,
            "sale.quantity" => (decimal)sold.Units,
            "sale.type" => Conversion.SaleType,
            "sale.currency" => (Conversion.Currency ?? currency).Value,
            "stage.name" => Conversion.StageName,
            "stage.reported_by" when Conversion.Type == ConversionType.Stage => Conversion.ReportedBy ?? "company",
            "stage.reported_by" => FieldValue.Missing,
            "click.country" => Conversion.ClickCountry,
            "customer.country" => input.Customer.Country,
            "customer.source" => input.Customer.Source,
            "customer.signup_date" => input.Customer.SignupDate?.Value,
            "customer.subscription_start" => input.Customer.SubscriptionStart?.Value,
            "customer.subscription_months" => (decimal?)input.Customer.SubscriptionMonths,
            "customer.email_domain" => input.Customer.Email?[
                (input.Customer.Email.IndexOf('@', StringComparison.Ordinal) + 1)..
            ].ToLowerInvariant(),
            "customer.sale_amount" => (decimal?)input.Customer.SaleAmount,
            "customer.sales" => (decimal?)input.Customer.Sales,
            "partner.country" => input.Partner.Country,
            "partner.group" => input.Partner.Group,
            _ => (decimal)Metric(name["partner.".Length..].Split('.')),
        };
    }

    private long Metric(string[] name)
    {
        var counts = input.Partner.Stats.Of($"partner.{name[0]}");
        return name.Length == 1
            ? counts.Lifetime
            : name[1] switch
            {
                "month" => counts.Month,
                "quarter" => counts.Quarter,
                _ => counts.Year,
            };
    }
}
