using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Infrastructure.Http;

namespace AffiliateFunctions.RuleEvaluation;

/// <summary>Evaluates a click, lead, stage or sale.</summary>
/// <param name="Conversion">The event.</param>
/// <param name="Customer">The customer.</param>
/// <param name="Touches">The customer's touches, or null when the request names the credited partner.</param>
/// <param name="History">The customer's history before the event.</param>
/// <param name="Names">The names and ids of the partners.</param>
internal sealed record ConversionEvaluationRequest(
    ConversionFacts Conversion,
    CustomerFacts Customer,
    IReadOnlyList<Touch>? Touches,
    CustomerHistory History,
    PartnerNames Names
) : EvaluationRequest
{
    /// <summary>The described partners. The first one is credited when no touches are given.</summary>
    public required IReadOnlyList<PartnerFacts> Partners { get; init; }

    /// <summary>The used amounts of the caps, for partners without amounts of their own.</summary>
    public required IReadOnlyDictionary<string, long> CapUsed { get; init; }

    /// <summary>
    /// The used amounts of the caps by partner, for partners that state them. Other partners use <see cref="CapUsed"/>.
    /// </summary>
    public required IReadOnlyDictionary<PartnerId, IReadOnlyDictionary<string, long>> OwnCapUsed { get; init; }

    /// <summary>The bonuses that are already paid.</summary>
    public required IReadOnlySet<string> BonusesPaid { get; init; }

    /// <summary>The number of the stored rule book to evaluate, or null.</summary>
    public int? Version { get; init; }

    /// <summary>Checks the request. Returns null when it contains mistakes.</summary>
    public static ConversionEvaluationRequest? Of(EvaluationBody body, DateTimeOffset now, ProblemList mistakes)
    {
        var (names, history) = (new PartnerNames(), body.History ?? new EvaluationBody.HistoryBody());
        mistakes.Check(
            body.Touches is not null || body.Partner is not null,
            "/partner",
            "Name the credited partner, or give 'touches'."
        );
        var conversion = DescribedFacts.Of(body.Event!, now, mistakes);
        var customer = DescribedFacts.Of(body.Customer, history, mistakes);
        var touches = body
            .Touches?.Select((touch, i) => DescribedFacts.Of(touch, names, $"/touches/{i}", mistakes))
            .ToList();
        List<PartnerFacts> partners =
        [
            DescribedFacts.Of(
                body.Partner ?? new EvaluationBody.PartnerBody(),
                body.Partner?.Id ?? "partner",
                names,
                "/partner",
                mistakes
            ),
            .. (body.Partners ?? []).Select(partner =>
                DescribedFacts.Of(partner.Value, partner.Key, names, ProblemList.At("/partners", partner.Key), mistakes)
            ),
        ];
        var before = DescribedFacts.Of(history, mistakes);
        var ownCapUsed = DescribedFacts.CapUseOf(body, names, mistakes);
        return mistakes.Any
            ? null
            : new ConversionEvaluationRequest(conversion, customer, touches, before, names)
            {
                Partners = partners,
                CapUsed = history.CapUsed ?? [],
                OwnCapUsed = ownCapUsed,
                BonusesPaid = (history.BonusesPaid ?? []).ToHashSet(StringComparer.Ordinal),
                Version = body.Version,
            };
    }

    /// <inheritdoc/>
    public override Result<EvaluationAnswer> AnswerBy(CompiledRuleBook rules)
    {
        var credits = Touches is null
            ? Credit.Whole(Partners[0].Id)
            : CreditModel.Credits(rules.Book.Attribution, Touches, Conversion.OccurredAt);
        var shareCaps = ShareCap.Of(rules.Book, credits, Conversion.OccurredAt);
        var evaluation = (shareCaps.Count > 0 ? rules.ForShares : rules)
            .Evaluate(
                new EvaluationInput
                {
                    Conversion = Conversion,
                    Customer = Customer,
                    Partner = FactsOf(credits.Count > 0 ? credits[0].Partner : Partners[0].Id),
                    OtherEmails = [.. credits.Skip(1).Select(credit => FactsOf(credit.Partner).Email).OfType<string>()],
                    Credits = credits,
                    OtherGroups = Partners
                        .DistinctBy(partner => partner.Id)
                        .ToDictionary(partner => partner.Id, partner => partner.Group),
                    Recruiters = Recruiting.Of(credits.Select(credit => FactsOf(credit.Partner))),
                    Touches = Touches ?? [],
                    History = History,
                    FirstTouchAt = Touches is { Count: > 0 } ? Touches.Min(touch => touch.At) : null,
                    CapUsed = CapUsed,
                    BonusesPaid = BonusesPaid,
                    Version = Version,
                }
            )
            .HeldDown(
                shareCaps,
                (partner, cap) => OwnCapUsed.GetValueOrDefault(partner, CapUsed).GetValueOrDefault(cap.Cap)
            );
        return evaluation.Reason == EvaluationReasons.AmountTooLarge
            ? Problem.Invalid(
                "/event/amount",
                $"This is too large to be booked in {rules.Book.Currency}: give a smaller amount, quantity or rate."
            )
            : EvaluationAnswer.Of(evaluation, Names);
    }

    /// <summary>The request with the contract terms of its partners, by name.</summary>
    public ConversionEvaluationRequest With(IReadOnlyDictionary<string, ContractTerms> terms) =>
        this with
        {
            Partners =
            [
                .. Partners.Select(partner =>
                    partner with
                    {
                        Terms = terms.GetValueOrDefault(Names.Given(partner.Id)),
                    }
                ),
            ],
        };

    private PartnerFacts FactsOf(PartnerId id) =>
        Partners.FirstOrDefault(partner => partner.Id == id) ?? new PartnerFacts { Id = id };
}
