using Affiliate.Domain.Rules;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.RuleEvaluation;

/// <summary>A checked request to evaluate a rule book.</summary>
internal abstract record EvaluationRequest
{
    /// <summary>The result of the given rule book.</summary>
    public abstract Result<EvaluationAnswer> AnswerBy(CompiledRuleBook rules);
}
