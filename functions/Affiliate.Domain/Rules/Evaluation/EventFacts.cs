using System.Numerics;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Rules.Compilation;
using Affiliate.Domain.Rules.Conditions;

namespace Affiliate.Domain.Rules;

/// <summary>
/// The facts of one event as conditions see them, with amounts in the rule book's currency. Each field is read once,
/// and each comparison is made once. A condition on one line of a sale sees the product, plan and quantity of that
/// line, and all other facts of the whole sale. The buffers are reused for the next event.
/// </summary>
internal sealed class EventFacts
{
    private static readonly Func<EventFacts, FieldValue>[] Readers = [.. Field.OfConversions.Select(ReaderOf)];

    private EventRules rules = null!;
    private EvaluationInput input = null!;
    private ConversionFacts sold = null!;
    private Currency currency;
    private long grossAmount;
    private long netAmount;
    private FactSlot[] slots = [];

    // By the index of a comparison: twice the round in which it was evaluated, plus 1 if it was met.
    private int[] made = [];
    private int round;

    private bool IsSale => input.IsSale;

    /// <summary>Loads an event.</summary>
    /// <param name="asked">The rules for the event's kind.</param>
    /// <param name="about">The event with its customer and partner.</param>
    /// <param name="own">The rule book's currency.</param>
    /// <param name="gross">The gross amount in minor units of the rule book's currency.</param>
    /// <param name="net">The net amount in minor units of the rule book's currency.</param>
    public void Begin(EventRules asked, EvaluationInput about, Currency own, long gross, long net)
    {
        (rules, input, sold) = (asked, about, about.Conversion);
        (currency, grossAmount, netAmount) = (own, gross, net);
        MakeRoom();
    }

    /// <summary>Returns the facts as a condition on one line of the sale sees them.</summary>
    /// <param name="line">A sale that consists of that line alone.</param>
    public EventFacts Of(ConversionFacts line)
    {
        var facts = new EventFacts();
        facts.Begin(rules, input, currency, grossAmount, netAmount);
        facts.sold = line;
        return facts;
    }

    /// <summary>Whether the comparison at an index of the comparison table is met.</summary>
    public bool IsMet(int place)
    {
        var known = made[place];
        if (known >> 1 == round)
        {
            return (known & 1) != 0;
        }

        var comparison = rules.Comparisons[place];
        var isMet = comparison.IsMet(ref SlotOf(comparison.Slot));
        made[place] = (round << 1) | (isMet ? 1 : 0);
        return isMet;
    }

    /// <summary>Returns the value of the field in a slot.</summary>
    public ref readonly FieldValue ValueOf(int slot) => ref SlotOf(slot).Value;

    /// <summary>Evaluates all comparisons and returns the results.</summary>
    public RecordedFacts Record()
    {
        var (values, isMet) = (new FieldValue[rules.Fields.Length], new bool[rules.Comparisons.Length]);
        for (var place = 0; place < isMet.Length; place++)
        {
            isMet[place] = IsMet(place);
        }

        for (var slot = 0; slot < values.Length; slot++)
        {
            values[slot] = ValueOf(slot);
        }

        return new RecordedFacts(rules, values, isMet);
    }

    /// <summary>
    /// Returns the results of all comparisons of a condition, including those that no longer affect the outcome.
    /// </summary>
    public IEnumerable<ConditionTrace> Trace(TestedCondition? condition)
    {
        foreach (var place in condition?.Comparisons ?? [])
        {
            var comparison = rules.Comparisons[place];
            yield return comparison.Trace(ValueOf(comparison.Slot), IsMet(place));
        }
    }

    /// <summary>Releases the event.</summary>
    public void End()
    {
        slots.AsSpan(0, rules.Fields.Length).Clear();
        (rules, input, sold) = (null!, null!, null!);
    }

    private void MakeRoom()
    {
        if (slots.Length < rules.Fields.Length)
        {
            slots = new FactSlot[BitOperations.RoundUpToPowerOf2((uint)rules.Fields.Length)];
        }

        if (made.Length < rules.Comparisons.Length || round == int.MaxValue >> 1)
        {
            (made, round) = (new int[BitOperations.RoundUpToPowerOf2((uint)rules.Comparisons.Length)], 0);
        }

        round++;
    }

    private ref FactSlot SlotOf(int slot)
    {
        ref var facts = ref slots[slot];
        if (!facts.IsRead)
        {
            var field = rules.Fields[slot];
            facts.Fill(
                field.Key is { } key ? Keyed(field, key) : Readers[field.Index](this),
                WrittenTimeOf(field.Name)
            );
        }

        return ref facts;
    }

    // A field that is already parsed as an instant is not parsed again from its text.
    private WrittenTime? WrittenTimeOf(string name) =>
        name switch
        {
            "customer.signup_date" => input.Customer.SignupDate,
            "customer.subscription_start" => input.Customer.SubscriptionStart,
            _ => null,
        };

    // A certification that the partner does not have is missing, so that no comparison is met.
    private FieldValue Keyed(Field field, string key) =>
        !field.IsCertification ? Metadata(field.Name, key)
        : input.Partner.Certifications?.Contains(key) == true ? true
        : FieldValue.Missing;

    private FieldValue Metadata(string name, string key) =>
        HasMetadata(name) ? input.Conversion.Metadata.GetValueOrDefault(key) : null;

    private bool HasMetadata(string name) =>
        name.StartsWith("sale.", StringComparison.Ordinal) == IsSale
        && (IsSale || input.Conversion.Type == ConversionType.Lead);

    private static Func<EventFacts, FieldValue> ReaderOf(Field field)
    {
        if (field.Counted is var (metric, window))
        {
            return facts => FieldValue.Of(facts.input.Partner.Stats.Of(metric).In(window));
        }

        var read = Plain(field.Name);
        return field.Name.StartsWith("sale.", StringComparison.Ordinal)
            ? facts => facts.IsSale ? read(facts) : FieldValue.Missing
            : read;
    }

    private static Func<EventFacts, FieldValue> Plain(string name) =>
        name switch
        {
            "sale.amount" => facts => FieldValue.Of(facts.grossAmount),
            "sale.net" => facts => FieldValue.Of(facts.netAmount),
            "sale.product_id" => facts => facts.sold.ProductId,
            "sale.plan" => facts => facts.sold.Plan,
            "sale.quantity" => facts => FieldValue.Of(facts.sold.Units),
            "sale.type" => facts => facts.input.Conversion.SaleType,
            "sale.currency" => facts => (facts.input.Conversion.Currency ?? facts.currency).Value,
            "stage.name" => facts => facts.input.Conversion.StageName,
            Field.StageReporter => facts => facts.input.Conversion.Reporter,
            "click.country" => facts => facts.input.Conversion.ClickCountry,
            "partner.country" => facts => facts.input.Partner.Country,
            "partner.group" => facts => facts.input.Partner.Group,
            "customer.country" => facts => facts.input.Customer.Country,
            "customer.source" => facts => facts.input.Customer.Source,
            "customer.signup_date" => facts => facts.input.Customer.SignupDate?.Value,
            "customer.subscription_start" => facts => facts.input.Customer.SubscriptionStart?.Value,
            "customer.subscription_months" => facts => FieldValue.Of(facts.input.Customer.SubscriptionMonths),
            "customer.email_domain" => facts => facts.input.Customer.Domain,
            "customer.sale_amount" => facts => FieldValue.Of(facts.input.Customer.SaleAmount),
            "customer.sales" => facts => FieldValue.Of(facts.input.Customer.Sales),
            _ => throw new ArgumentException($"There is no field '{name}'.", nameof(name)),
        };
}
