using Affiliate.Domain.Rules;
using AffiliateFunctions.Governance;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.ProgramRules;

/// <summary>Answers what a rule book says about an event that the caller describes; writes nothing.</summary>
internal sealed class EvaluateRules(IPrograms programs, RuleBookStore ruleBooks)
{
    private const int Limit = 1024 * 1024;

    [Function(nameof(EvaluateRules))]
    public async Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/rules/evaluate")] HttpRequest request,
        string slug,
        CancellationToken cancellationToken)
    {
        var program = await programs.RequireAsync(slug, cancellationToken);
        if (!program.Succeeded)
        {
            return Answer.Problem(program.Problem);
        }

        var body = await request.ReadJsonAsync<EvaluationBody>(cancellationToken, Limit);
        if (!body.Succeeded)
        {
            return Answer.Problem(body.Problem);
        }

        var rules = await RulesAsync(program.Value, body.Value, cancellationToken);
        return (await rules.ThenAsync(compiled => Task.FromResult(body.Value.Evaluate(compiled)))).Match(Answer.Ok);
    }

    private async Task<Result<CompiledRuleBook>> RulesAsync(Affiliate.Domain.Programs.AffiliateProgram program, EvaluationBody body, CancellationToken cancellationToken)
    {
        if (body.Rules is { } document)
        {
            var read = RuleBookDocument.Check(document, program.Currency, "/rules");
            return read.Succeeded ? RuleBookDocument.Compile(read.Value.Canonical) : read.Problem;
        }

        if (body.Version is not { } version)
        {
            return Problem.Invalid("/rules", "Give either 'rules', a rule book, or 'version', the number of a stored one.");
        }

        return await ruleBooks.FindAsync(program.Slug, version, cancellationToken) is { } found
            ? await ruleBooks.CompiledAsync(found.Stored, cancellationToken)
            : Problem.Invalid("/version", $"The program has no rule book {version}.");
    }
}
