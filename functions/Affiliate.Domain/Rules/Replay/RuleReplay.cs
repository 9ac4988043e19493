using Affiliate.Domain.Attribution;
using Affiliate.Domain.Identity;

namespace Affiliate.Domain.Rules;

/// <summary>
/// Replays the conversions of a program in order of time. The partners' counters are updated as the ledger does it, so
/// that tiers, caps and bonuses have the results that they would have had. Nothing is stored.
/// </summary>
/// <param name="rulesAt">Returns the rule book that applies at a time, or null.</param>
/// <param name="partnerOf">Returns a partner as the rules see it at a time, for a partner that the event itself does
/// not describe.</param>
public sealed class RuleReplay(
    Func<DateTimeOffset, CompiledRuleBook?> rulesAt,
    Func<PartnerId, DateTimeOffset, PartnerFacts> partnerOf
)
{
    private readonly Dictionary<PartnerId, PartnerCounters> partners = [];
    private readonly Dictionary<CustomerId, CustomerCapUse> customers = [];

    /// <summary>Evaluates the next conversion; returns null when no rule book applied at that time.</summary>
    public Evaluation? Next(ReplayedConversion replayedConversion)
    {
        if (rulesAt(replayedConversion.At) is not { } rules)
        {
            return null;
        }

        var credits = replayedConversion.Touches is { } touches
            ? CreditModel.Credits(rules.Book.Attribution, touches, replayedConversion.At)
            : replayedConversion.Input.Credits;
        var first = credits.Count > 0 ? credits[0].Partner : replayedConversion.Input.Partner.Id;
        var isCreditedAlike = credits.SequenceEqual(replayedConversion.Input.Credits);
        var input = replayedConversion.Input with
        {
            Credits = credits,
            Recruiters = isCreditedAlike
                ? replayedConversion.Input.Recruiters
                : Recruiting.Of(credits.Select(credit => partnerOf(credit.Partner, replayedConversion.At))),
            Partner =
                first == replayedConversion.Input.Partner.Id
                    ? replayedConversion.Input.Partner
                    : partnerOf(first, replayedConversion.At),
            OtherEmails = isCreditedAlike
                ? replayedConversion.Input.OtherEmails
                :
                [
                    .. credits
                        .Skip(1)
                        .Select(other => partnerOf(other.Partner, replayedConversion.At).Email)
                        .OfType<string>(),
                ],
        };
        var (counters, used) = (CountersOf(first), UseOf(replayedConversion.Customer));
        var standing = new PartnerState(
            first,
            counters.At(replayedConversion.At),
            counters.CapUse,
            used.Used,
            counters.Bonuses
        );
        var caps = ShareCap.Of(rules.Book, credits, replayedConversion.At);
        var judged = EvaluationWithState.Of(caps.Count > 0 ? rules.ForShares : rules, input, standing, isTraced: false);
        judged = judged with
        {
            Evaluation = judged.Evaluation.HeldDown(
                caps,
                (partner, cap) => CountersOf(partner).CapUse.GetValueOrDefault(cap.Key)
            ),
        };
        if (judged.Counts && credits.Count > 0)
        {
            Count(replayedConversion, first, judged, used);
        }

        return judged.Evaluation;
    }

    private void Count(
        ReplayedConversion replayedConversion,
        PartnerId first,
        EvaluationWithState judged,
        CustomerCapUse used
    )
    {
        foreach (var share in judged.Evaluation.Commissions.GroupBy(commission => commission.Partner))
        {
            partners[share.Key] = CountersOf(share.Key)
                .Counting(
                    replayedConversion.At,
                    Counts.None with
                    {
                        CommissionAmount = share.Sum(commission => commission.Amount),
                    }
                );
        }

        foreach (var (partner, use) in judged.Evaluation.ShareCapUse)
        {
            partners[partner] = use.Aggregate(
                CountersOf(partner),
                (counters, cap) => counters.Using(cap.Key, cap.Value)
            );
        }

        partners[first] = CountersOf(first)
            .After(replayedConversion.At, judged.Counted, judged.PartnerCaps, judged.Evaluation.BonusesPaid);
        if (replayedConversion.Customer is { } customer && judged.CustomerCaps.Count > 0)
        {
            customers[customer] = used.Plus(CustomerCapUse.Of(judged.CustomerCaps));
        }
    }

    private PartnerCounters CountersOf(PartnerId partner) => partners.GetValueOrDefault(partner, PartnerCounters.Empty);

    private CustomerCapUse UseOf(CustomerId? customer) =>
        customer is { } known ? customers.GetValueOrDefault(known, CustomerCapUse.None) : CustomerCapUse.None;
}
