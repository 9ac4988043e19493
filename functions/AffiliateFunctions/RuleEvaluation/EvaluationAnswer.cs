using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Infrastructure.Storage;

namespace AffiliateFunctions.RuleEvaluation;

/// <summary>The result of evaluating a rule book on an event.</summary>
internal sealed record EvaluationAnswer(
    string Decision,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Reason,
    IReadOnlyList<EvaluationAnswer.CommissionAnswer> Commissions,
    [property: SchemaOf(typeof(JsonObject))] JsonElement? Trace = null
)
{
    public static EvaluationAnswer Of(Evaluation evaluation, PartnerNames names) =>
        new(
            StoredJson.NameOf(evaluation.Decision),
            evaluation.Reason,
            [
                .. evaluation.Commissions.Select(commission => new CommissionAnswer(
                    commission.Rule,
                    names.Given(commission.Partner),
                    commission.Amount,
                    commission.BaseAmount,
                    commission.Currency.Value,
                    names.InPlace(evaluation.TraceOf(commission).ToJson())
                )),
            ],
            evaluation.Commissions.Count > 0 ? null : names.InPlace(evaluation.Trace!.ToJson())
        );

    /// <summary>One granted commission.</summary>
    internal sealed record CommissionAnswer(
        string Rule,
        string? Partner,
        long Amount,
        long BaseAmount,
        string Currency,
        [property: SchemaOf(typeof(JsonObject))] JsonElement Trace
    );
}
