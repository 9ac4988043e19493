using System.Text.Json;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using Affiliate.Domain.Rules.Parsing;
using AffiliateFunctions.RuleBooks;

namespace AffiliateFunctions.Tests.Tracking.Doubles;

/// <summary>The same rule book for each program, in force from 2020 on.</summary>
/// <param name="rules">The members of the rule book.</param>
internal sealed class OneRuleBook(string rules) : IRuleBooks
{
    private readonly RuleBookTimeline timeline = new([
        new ApprovedRuleBook(1, new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), "hash", Read(rules)),
    ]);

    public Task<RuleBookTimeline> TimelineAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        Task.FromResult(timeline);

    public Task<bool> IsAnySubmittedAsync(ProgramSlug program, CancellationToken cancellationToken) =>
        Task.FromResult(true);

    private static CompiledRuleBook Read(string members)
    {
        var document = JsonElement.Parse(
            $$"""{"schema": "affiliate-rules/1", "name": "Rules", "currency": "USD", {{members}} }"""
        );
        var (book, errors) = RuleBookParser.Parse(document);
        return book is not null
            ? new CompiledRuleBook(book, CanonicalJson.HashOf(document))
            : throw new ArgumentException(JsonSerializer.Serialize(errors), nameof(members));
    }
}
