using Affiliate.Domain.Identity;
using Affiliate.Domain.Programs;
using Affiliate.Domain.Rules;
using AffiliateFunctions.ExchangeRates;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.OpenApi;
using AffiliateFunctions.Programs;
using AffiliateFunctions.RuleBooks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace AffiliateFunctions.RuleEvaluation;

/// <summary>Evaluates a rule book on an event that the caller describes. Nothing is stored.</summary>
[Tags("Rule books")]
public sealed class EvaluateRules(IPrograms programs, RuleBookStore ruleBooks, IRates rates, TimeProvider clock)
{
    private const int Limit = 1024 * 1024;

    /// <inheritdoc cref="EvaluateRules"/>
    [Function(nameof(EvaluateRules))]
    [EndpointSummary("Evaluates a rule book on a described event; writes nothing.")]
    [EndpointDescription("The example shows a part of the trace.")]
    [Consumes(typeof(EvaluationBody), "application/json")]
    [RequestExample(
        """
            {
              "version": 1,
              "event": {
                "type": "sale",
                "occurred_at": "2026-11-05T10:00:00Z",
                "amount": 12000,
                "tax": 2000,
                "currency": "USD",
                "product_id": "pro"
              },
              "customer": { "external_id": "c1", "country": "US" },
              "partner": { "id": "p1", "group": "default" }
            }
            """
    )]
    [ResponseExample(
        """
            {
              "decision": "pay",
              "reason": null,
              "commissions": [
                {
                  "rule": "revenue-share",
                  "partner": "p1",
                  "amount": 2000,
                  "base_amount": 10000,
                  "currency": "USD",
                  "trace": {
                    "rule": "revenue-share",
                    "partner": "p1",
                    "amount": 2000,
                    "evaluation": {
                      "rules_version": 1,
                      "rules": [
                        {
                          "rule": "revenue-share",
                          "outcome": "selected",
                          "conditions": [],
                          "base": { "kind": "net", "amount": 12000, "deducted": 2000, "value": "10000" },
                          "lines": [{ "base": "10000", "percent": "20" }],
                          "exact": "2000",
                          "rounded": 2000,
                          "caps": [],
                          "amount": 2000
                        }
                      ],
                      "select": "highest",
                      "decision": "pay"
                    }
                  }
                }
              ]
            }
            """
    )]
    [ProducesResponseType<EvaluationAnswer>(StatusCodes.Status200OK)]
    [ProducesProblems(400, 404, 413, 415)]
    public Task<IResult> RunAsync(
        [HttpTrigger(AuthorizationLevel.Function, "post", Route = "api/programs/{slug}/rules/evaluate")]
            HttpRequest request,
        [RouteValue<ProgramSlug>] string slug,
        CancellationToken cancellationToken
    ) =>
        programs.ForAsync(
            slug,
            async program =>
            {
                var document = await request.ReadDocumentAsync(Limit, cancellationToken);
                if (!document.Succeeded)
                {
                    return HttpResults.Problem(document.Problem);
                }

                var mistakes = new ProblemList();
                var (rulesGiven, body) = EvaluationBody.Read(document.Value, mistakes);
                var rules = await RulesAsync(program, rulesGiven, body, mistakes, cancellationToken);
                var question = body?.ToQuestion(clock.GetUtcNow(), mistakes);
                var terms = rules is null || body is null ? null : GivenTerms.Of(body, rules, mistakes);
                if (rules is null || question is null || mistakes.Any)
                {
                    return HttpResults.Problem(mistakes.ToProblem());
                }

                if (question is ConversionEvaluationRequest conversion)
                {
                    question = conversion.With(terms!);
                }

                return (await WithRateAsync(program, rules, question, cancellationToken))
                    .AnswerBy(rules)
                    .Match(HttpResults.Ok);
            },
            cancellationToken
        );

    // Any rule book may be tried, even one in a currency other than the program's.
    private async Task<CompiledRuleBook?> RulesAsync(
        AffiliateProgram program,
        System.Text.Json.JsonElement? given,
        EvaluationBody? body,
        ProblemList mistakes,
        CancellationToken cancellationToken
    )
    {
        if (given is { } document)
        {
            mistakes.Check(body?.Version is null, "/version", "Give either 'rules' or 'version'.");
            var read = RuleBookDocument.Check(document, currency: null, "/rules");
            mistakes.Add(read.Problem);
            return read.Succeeded ? RuleBookDocument.Compile(read.Value.Canonical) : null;
        }

        if (body is null)
        {
            return null;
        }

        if (body.Version is not { } version)
        {
            mistakes.Add("/rules", "Give either 'rules', a rule book, or 'version', the number of a stored one.");
            return null;
        }

        if (await ruleBooks.FindAsync(program.Slug, version, cancellationToken) is { } found)
        {
            return await ruleBooks.CompiledAsync(found.Stored, cancellationToken);
        }

        mistakes.Add("/version", $"The program has no rule book {version}: give the number of an existing one.");
        return null;
    }

    // The program's exchange rates refer to its own currency.
    private async Task<EvaluationRequest> WithRateAsync(
        AffiliateProgram program,
        CompiledRuleBook rules,
        EvaluationRequest question,
        CancellationToken cancellationToken
    ) =>
        question
            is ConversionEvaluationRequest { Conversion: { FxRate: null, Currency: { } currency } conversion } asked
        && rules.Book.Currency.Value == program.Currency
        && conversion.IsForeignTo(rules.Book.Currency)
            ? asked with
            {
                Conversion = conversion with
                {
                    FxRate = await rates.FindAsync(program.Slug, currency, conversion.OccurredAt, cancellationToken),
                },
            }
            : question;
}
