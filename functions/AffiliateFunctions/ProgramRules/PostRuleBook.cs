using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.ProgramRules;

/// <summary>Stores a rule book as the program's next version, or answers everything that is wrong with it.</summary>
public sealed class PostRuleBook(IPrograms programs, RuleBookStore ruleBooks, TimeProvider clock)
{
    /// <inheritdoc cref="PostRuleBook"/>
    [Function(nameof(PostRuleBook))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/rules")] HttpRequest request,
        string slug,
        CancellationToken cancellationToken)
    {
        var program = await programs.RequireAsync(slug, cancellationToken);
        if (!program.Succeeded)
        {
            return Answer.Problem(program.Problem);
        }

        var document = await RuleBookDocument.ReadAsync(request, program.Value.Currency, cancellationToken);
        if (!document.Succeeded)
        {
            return Answer.Problem(document.Problem);
        }

        var stored = await ruleBooks.AddAsync(program.Value.Slug, document.Value.Hash, document.Value.Canonical, clock.GetUtcNow(), cancellationToken);
        return Answer.Created(new { stored.Version, stored.Status, stored.Hash });
    }
}
