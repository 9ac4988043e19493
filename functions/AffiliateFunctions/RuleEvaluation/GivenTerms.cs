using Affiliate.Domain.Rules;

namespace AffiliateFunctions.RuleEvaluation;

/// <summary>Reads the contract terms that an evaluation gives its partners.</summary>
internal static class GivenTerms
{
    private const string Unnamed = "given";

    /// <summary>The terms by the names of the partners.</summary>
    public static IReadOnlyDictionary<string, ContractTerms> Of(
        EvaluationBody body,
        CompiledRuleBook rules,
        ProblemList mistakes
    )
    {
        var terms = new Dictionary<string, ContractTerms>(StringComparer.Ordinal);
        Read(body.Partner?.Id ?? "partner", body.Partner, "/partner");
        foreach (var (name, partner) in body.Partners ?? [])
        {
            Read(name, partner, ProblemList.At("/partners", name));
        }

        return terms;

        void Read(string name, EvaluationBody.PartnerBody? partner, string pointer)
        {
            if (partner?.ContractTerms is not { } given)
            {
                return;
            }

            var (read, errors) = ContractTerms.Parse(
                given.Id ?? Unnamed,
                given.Rules,
                $"{pointer}/contract_terms/rules",
                rules
            );
            foreach (var error in errors)
            {
                mistakes.Add(error.Pointer, error.Message);
            }

            if (read is not null)
            {
                terms[name] = read;
            }
        }
    }
}
