using AffiliateFunctions.Ledger;
using AffiliateFunctions.ProgramRules.Evaluating;
using AffiliateFunctions.Tracking;
using AffiliateFunctions.Tracking.Events;
using AffiliateFunctions.Tracking.Intake;

namespace AffiliateFunctions.Contract;

/// <summary>What functions take and answer, as the types that are read and written; the document's schemas are made from them.</summary>
internal static class OperationTypes
{
    /// <summary>The bodies by the function's name.</summary>
    public static IReadOnlyDictionary<string, (Type? Body, Type? Answer)> All { get; } = new Dictionary<string, (Type?, Type?)>(StringComparer.Ordinal)
    {
        ["TrackEvent"] = (typeof(EventBody), typeof(EventAccepted)),
        ["TrackBatch"] = (typeof(BatchBody), typeof(BatchAnswer)),
        ["GetEvent"] = (null, typeof(EventAnswer)),
        ["ListEvents"] = (null, typeof(Infrastructure.Http.Page<EventAnswer>)),
        ["RetryEvent"] = (typeof(EventBody), null),
        ["GetCommission"] = (null, typeof(CommissionView)),
        ["ListCommissions"] = (null, typeof(Infrastructure.Http.Page<CommissionView>)),
        ["PutRates"] = (typeof(IReadOnlyDictionary<string, string>), null),
        ["EvaluateRules"] = (typeof(EvaluationBody), typeof(EvaluationAnswer)),
    };

    /// <summary>Further kinds of bodies that a function takes.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> OtherBodies { get; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
    {
        ["TrackBatch"] = BatchText.LineTypes,
    };

    /// <summary>Bodies that have a schema of their own, by its address.</summary>
    public static IReadOnlyDictionary<string, string> References { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["PostRuleBook"] = Schemas.RuleBook,
    };

    /// <summary>The kinds of answers of functions that have others than JSON, the usual one first.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Answers { get; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
    {
        ["ExportEvents"] = ["application/x-ndjson", "text/csv"],
        ["ExportCommissions"] = ["application/x-ndjson", "text/csv"],
        ["ExplainCommission"] = ["application/json", "text/html"],
        ["GetStatement"] = ["application/json", "text/csv", "text/html"],
        ["GetReview"] = ["application/json", "text/html"],
    };
}
