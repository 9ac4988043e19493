using Affiliate.Domain.Rules;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.RuleEvaluation;

/// <summary>A checked question to a rule book.</summary>
internal abstract record EvaluationRequest
{
    /// <summary>What the rule book says.</summary>
    public abstract Result<EvaluationAnswer> AnswerBy(CompiledRuleBook rules);
}
