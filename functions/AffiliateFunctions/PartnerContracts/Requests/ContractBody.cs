using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;

namespace AffiliateFunctions.PartnerContracts.Requests;

/// <summary>Contract terms as they are asked for.</summary>
/// <param name="Rules">The commission rules by their ids, each with its <c>pay</c> as in a rule book.</param>
/// <param name="From">From when the terms apply, and not before their approval.</param>
/// <param name="Until">Until when the terms apply.</param>
/// <param name="Reason">The reason, which the approver reads.</param>
/// <param name="PreparedBy">The e-mail address of the person who prepares the terms and cannot approve them.</param>
public sealed record ContractBody(
    [property: SchemaOf(typeof(Dictionary<string, ContractBody.ContractRuleBody>))] JsonElement Rules,
    DateTimeOffset From,
    DateTimeOffset Until,
    [property: DataType(DataType.MultilineText)] string Reason,
    string? PreparedBy = null
)
{
    private const int MaxReason = 2000;
    private const int MaxYears = 10;

    /// <summary>Whether a reason can be stored.</summary>
    internal static bool IsReason(string? reason) =>
        !string.IsNullOrWhiteSpace(reason) && reason.Length <= MaxReason && LineText.LinesFit(reason);

    /// <summary>The message for a reason that cannot be stored.</summary>
    internal const string ReasonSentence =
        "Give the reason in 1 to 2,000 characters, without control characters other than line breaks.";

    /// <summary>The problems, by JSON Pointer.</summary>
    /// <param name="charter">The charter, whose persons approve.</param>
    /// <param name="book">The rule book in force, whose rules are named.</param>
    /// <param name="now">The time of the request.</param>
    internal IEnumerable<(string Pointer, string Sentence)> Mistakes(
        Charter charter,
        CompiledRuleBook book,
        DateTimeOffset now
    )
    {
        var (terms, errors) = ContractTerms.Parse("ctr_asked", Rules, "/rules", book);
        foreach (var error in errors)
        {
            yield return (error.Pointer, error.Message);
        }

        if (Until <= From || Until <= now || Until.AddYears(-MaxYears) > From)
        {
            yield return ("/until", $"Give a time after 'from' and after now, at most {MaxYears} years after 'from'.");
        }

        if (!IsReason(Reason))
        {
            yield return ("/reason", ReasonSentence);
        }

        var persons = charter.FinanceFirst(PreparedBy is null ? [] : [PreparedBy]).Count;
        if (PreparedBy is not null && !MailAddressText.IsMailable(PreparedBy))
        {
            yield return ("/prepared_by", "Give the e-mail address of the person who prepares the terms.");
        }
        else if (persons < (terms is not null && book.Book.Contracts.NeedSecondPerson(terms) ? 2 : 1))
        {
            yield return (
                "/prepared_by",
                "Other persons of the charter must be able to approve, two of them above the limit of the rule book. "
                    + "Name another preparer, or change the charter."
            );
        }
    }

    /// <summary>The pay of one rule.</summary>
    /// <param name="Pay">A percentage, a fixed amount or tiers, as in a rule book.</param>
    public sealed record ContractRuleBody(ContractPayBody Pay);

    /// <summary>One of these members.</summary>
    /// <param name="Percent">A percentage in a string, such as <c>30</c>.</param>
    /// <param name="Flat">A fixed amount in minor units.</param>
    /// <param name="Tiers">Tiers as in a rule book.</param>
    public sealed record ContractPayBody(
        string? Percent = null,
        long? Flat = null,
        [property: SchemaOf(typeof(System.Text.Json.Nodes.JsonObject))] JsonElement? Tiers = null
    );
}
