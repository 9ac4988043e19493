using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;

namespace AffiliateFunctions.RuleEvaluation;

/// <summary>
/// The described event, with whatever state the rules need. Everything may be missing, so that all that is missing is
/// reported at once.
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
    /// The rule book, in place of <see cref="Version"/>. Its errors are reported with the paths of its own members.
    /// </summary>
    [SchemaOf(typeof(RuleBook))]
    public JsonElement? Rules { get; init; }

    /// <summary>
    /// Reads a request: the rule book, which has its own way to tell what is wrong with it, and the rest.
    /// </summary>
    public static (JsonElement? Rules, EvaluationBody? Body) Read(JsonElement document, ProblemList mistakes)
    {
        if (document.ValueKind != JsonValueKind.Object)
        {
            mistakes.Add(
                string.Empty,
                "Send a JSON object with 'rules' or 'version', 'event', 'customer' and 'partner'."
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

                mistakes.Check(rules is null, ProblemList.At(string.Empty, RulesMember), "Give this member only once.");
                rules = member.Value;
            }

            writer.WriteEndObject();
        }

        var body = RequestBody.Parse<EvaluationBody>(rest.WrittenSpan);
        mistakes.Add(body.Problem);
        return (rules is { ValueKind: JsonValueKind.Null } ? null : rules, body.Value);
    }

    /// <summary>What is asked, or null where mistakes were noted.</summary>
    /// <param name="now">When the event happened, where it does not say.</param>
    /// <param name="mistakes">Where mistakes are noted.</param>
    public EvaluationRequest? ToQuestion(DateTimeOffset now, ProblemList mistakes)
    {
        if (Event is null)
        {
            mistakes.Add("/event", "Add 'event': the event to evaluate.");
            return null;
        }

        return Event.Type == "refund"
            ? RefundEvaluationRequest.Of(this, mistakes)
            : ConversionEvaluationRequest.Of(this, now, mistakes);
    }

    /// <summary>The event; further members of a tracking event are not looked at.</summary>
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
        string? ReportedBy = null,
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

    /// <summary>The customer: the fields of the rules without their prefix.</summary>
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

    /// <summary>A partner: the fields of the rules without their prefix.</summary>
    public sealed record PartnerBody(
        string? Id = null,
        string? Group = null,
        string? Country = null,
        string? Email = null,
        PartnerStats? Stats = null,
        Dictionary<string, long>? CapUsed = null,
        string? ReferredBy = null,
        IReadOnlyList<string>? Certifications = null,
        ContractTermsBody? ContractTerms = null
    );

    /// <summary>Contract terms of a partner, as <c>POST …/contract-terms</c> takes them.</summary>
    /// <param name="Rules">The commission rules by their ids, each with its <c>pay</c>.</param>
    /// <param name="Id">The id that the trace shows.</param>
    public sealed record ContractTermsBody(
        [property: SchemaOf(typeof(System.Text.Json.Nodes.JsonObject))] JsonElement Rules,
        string? Id = null
    );

    /// <summary>A touch.</summary>
    internal sealed record TouchBody(
        string? Partner = null,
        string? Kind = null,
        string? At = null,
        string? EventId = null
    );

    /// <summary>What was before.</summary>
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
