using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;

namespace AffiliateFunctions.RuleEvaluation;

/// <summary>
/// The described event with the state that the rules need. Every member may be missing, so that all missing members are
/// reported in one response.
/// </summary>
internal sealed record EvaluationBody(
    int? Version = null,
    EvaluationBody.EventBody? Event = null,
    EvaluationBody.CustomerBody? Customer = null,
    EvaluationBody.PartnerBody? Partner = null,
    Dictionary<string, EvaluationBody.PartnerBody>? Partners = null,
    IReadOnlyList<EvaluationBody.TouchBody>? Touches = null,
    EvaluationBody.HistoryBody? History = null
)
{
    private const string RulesMember = "rules";

    /// <summary>
    /// The rule book to evaluate, in place of <see cref="Version"/>. It is checked separately, see <see cref="Read"/>.
    /// </summary>
    [SchemaOf(typeof(RuleBook))]
    public JsonElement? Rules { get; init; }

    /// <summary>Reads a request: the rule book, whose mistakes its own parser reports, and the other members.</summary>
    public static (JsonElement? Rules, EvaluationBody? Body) Read(JsonElement document, ProblemList mistakes)
    {
        if (document.ValueKind != JsonValueKind.Object)
        {
            mistakes.Add(
                string.Empty,
                "Make the body an object with 'rules' or 'version', 'event', 'customer' and 'partner'."
            );
            return (null, null);
        }

        JsonElement? rules = null;
        var rest = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(rest))
        {
            writer.WriteStartObject();
            foreach (var member in document.EnumerateObject())
            {
                if (member.Name != RulesMember)
                {
                    member.WriteTo(writer);
                    continue;
                }

                mistakes.Check(rules is null, ProblemList.At(string.Empty, RulesMember), "Give this member once.");
                rules = member.Value;
            }

            writer.WriteEndObject();
        }

        var body = RequestBody.Parse<EvaluationBody>(rest.WrittenSpan);
        mistakes.Add(body.Problem);
        return (rules is { ValueKind: JsonValueKind.Null } ? null : rules, body.Value);
    }

    /// <summary>The checked request, or null when it contains mistakes.</summary>
    /// <param name="now">The time of an event without a time.</param>
    /// <param name="mistakes">Collects the mistakes.</param>
    public EvaluationRequest? ToQuestion(DateTimeOffset now, ProblemList mistakes)
    {
        if (Event is null)
        {
            mistakes.Add("/event", "Add 'event': the event that the rules are asked about.");
            return null;
        }

        return Event.Type == "refund"
            ? RefundEvaluation.Of(this, mistakes)
            : ConversionEvaluation.Of(this, now, mistakes);
    }

    /// <summary>The event. Other members of a tracking event are ignored.</summary>
    [JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
    public sealed record EventBody(
        string? Type = null,
        string? OccurredAt = null,
        string? EventId = null,
        long? Amount = null,
        long? Tax = null,
        long? Fee = null,
        long? Shipping = null,
        long? Tip = null,
        long? Duty = null,
        string? Currency = null,
        string? FxRate = null,
        string? ProductId = null,
        string? Plan = null,
        long? Quantity = null,
        IReadOnlyList<LineBody>? Lines = null,
        string? SaleType = null,
        string? Stage = null,
        string? Country = null,
        long? TotalRefunded = null,
        string? Reason = null,
        Dictionary<string, JsonElement>? Metadata = null
    );

    /// <summary>A line of a sale.</summary>
    public sealed record LineBody(
        string? LineId = null,
        string? ProductId = null,
        string? Plan = null,
        long? Quantity = null,
        long? Amount = null,
        long? Tax = null,
        long? Discount = null
    );

    /// <summary>The customer: the customer fields of rules, without their prefix.</summary>
    public sealed record CustomerBody(
        string? ExternalId = null,
        string? Email = null,
        string? Name = null,
        string? Company = null,
        string? Country = null,
        string? Source = null,
        string? SignupDate = null,
        string? SubscriptionStart = null,
        long? SubscriptionMonths = null,
        string? EmailDomain = null,
        long? SaleAmount = null,
        long? Sales = null
    );

    /// <summary>A partner: the partner fields of rules, without their prefix.</summary>
    public sealed record PartnerBody(
        string? Id = null,
        string? Group = null,
        string? Country = null,
        string? Email = null,
        PartnerStats? Stats = null,
        Dictionary<string, long>? CapUsed = null
    );

    /// <summary>A touch of the customer.</summary>
    internal sealed record TouchBody(
        string? Partner = null,
        string? Kind = null,
        string? At = null,
        string? EventId = null
    );

    /// <summary>The history before the event.</summary>
    internal sealed record HistoryBody(
        int? Payments = null,
        string? FirstSaleAt = null,
        Dictionary<string, long>? CapUsed = null,
        IReadOnlyList<string>? BonusesPaid = null,
        IReadOnlyList<string>? RulesPaid = null,
        CommissionBody? Commission = null
    );

    /// <summary>The commission of a refunded sale.</summary>
    internal sealed record CommissionBody(long Amount, long Base, long Refunded = 0, string? Rule = null);
}
