using Affiliate.Domain.Identity;
using Affiliate.Domain.Rules;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Programs;
using AffiliateFunctions.RuleBooks;
using AffiliateFunctions.Tracking;

namespace AffiliateFunctions.Simulation;

/// <summary>
/// Replays all events of a program. Events before the requested period use the rule books that applied, which restores
/// counters, caps and bonuses. Events of the period use the simulated version.
/// </summary>
public sealed class RuleBookSimulation(
    IRuleBooks ruleBooks,
    ITrackingLog tracking,
    ILedger ledger,
    IPartners partners,
    IPrograms programs
)
{
    private const int MaxChanges = 100;

    /// <summary>Replays the events of a period under the rule book and reports the differences.</summary>
    public async Task<SimulationReport> RunAsync(
        ProgramSlug program,
        CompiledRuleBook version,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellationToken
    )
    {
        var history = await HistoryAsync(program, to, cancellationToken);
        var timeline = await ruleBooks.TimelineAsync(program, cancellationToken);
        var known = await PartnersAsync(program, cancellationToken);
        var zone = (await programs.FindAsync(program, cancellationToken))?.Zone ?? TimeZoneInfo.Utc;
        var granted = await GrantedAsync(program, cancellationToken);
        var replay = new RuleReplay(
            at => at < from ? timeline.At(at)?.Rules : version,
            (id, at) => known.GetValueOrDefault(id)?.ToFacts(at, zone) ?? new PartnerFacts { Id = id }
        );
        var bonuses = timeline
            .Versions.Select(approvedRuleBook => approvedRuleBook.Rules)
            .Append(version)
            .SelectMany(rules => rules.Book.Bonuses)
            .Select(bonus => bonus.Id)
            .ToHashSet(StringComparer.Ordinal);
        var judged = new List<JudgedConversion>();
        foreach (var replayedConversion in history.OfType<ReplayedConversion>())
        {
            if (replay.Next(replayedConversion) is { } evaluation && replayedConversion.At >= from)
            {
                var grants = granted.GetValueOrDefault(replayedConversion.Event) ?? [];
                judged.Add(
                    new JudgedConversion(
                        replayedConversion,
                        evaluation,
                        [.. grants.Select(grant => grant.Grant)],
                        bonuses
                    )
                    {
                        GrantedLines = LinesOf(grants.Select(grant => (grant.Grant.Rule, grant.Lines))),
                    }
                );
            }
        }

        List<ReplayedRefund> refunds = [.. history.OfType<ReplayedRefund>().Where(refund => refund.At >= from)];
        return Report(version, judged, refunds, history.Count(replayedEvent => replayedEvent.At >= from));
    }

    private static SimulationReport Report(
        CompiledRuleBook version,
        List<JudgedConversion> judged,
        IReadOnlyList<ReplayedRefund> refunds,
        int events
    )
    {
        // The last of several refunds of a sale contains the total refunded amount.
        var refunded = refunds
            .GroupBy(refund => refund.Sale)
            .ToDictionary(sale => sale.Key, sale => sale.MaxBy(refund => (refund.At, refund.TotalRefunded))!);
        var kept = judged.ConvertAll(judgedConversion =>
            judgedConversion.After(refunded.GetValueOrDefault(judgedConversion.Event))
        );
        var byPartner = kept.SelectMany(conversion =>
                conversion.Actual.Select(grant => (grant.Partner, Actual: grant.Amount, Simulated: 0L))
            )
            .Concat(
                kept.SelectMany(conversion =>
                    conversion.Simulated.Select(grant => (grant.Partner, Actual: 0L, Simulated: grant.Amount))
                )
            )
            .GroupBy(entry => entry.Partner)
            .Select(own =>
                (own.Key, Actual: own.Sum(entry => entry.Actual), Simulated: own.Sum(entry => entry.Simulated))
            )
            .Select(own => new SimulatedPartner(own.Key, own.Actual, own.Simulated, own.Simulated - own.Actual))
            .OrderByDescending(own => Math.Abs(own.Difference))
            .ThenBy(own => own.Partner.Value, StringComparer.Ordinal)
            .ToList();
        var changed = judged
            .Where(conversion => conversion.HasChanged)
            .OrderByDescending(conversion => Math.Abs(conversion.Difference))
            .ThenBy(conversion => conversion.At)
            .ToList();
        var (actual, simulated) = (byPartner.Sum(own => own.Actual), byPartner.Sum(own => own.Simulated));
        return new SimulationReport(
            events,
            version.Book.Currency.Value,
            actual,
            simulated,
            simulated - actual,
            byPartner,
            changed.Count,
            [.. changed.Take(MaxChanges).Select(conversion => conversion.ToChange())]
        );
    }

    private async Task<List<ReplayedEvent>> HistoryAsync(
        ProgramSlug program,
        DateTimeOffset to,
        CancellationToken cancellationToken
    )
    {
        var history = new List<ReplayedEvent>();
        await foreach (var replayedEvent in tracking.HistoryAsync(program, to, cancellationToken))
        {
            history.Add(replayedEvent);
        }

        return
        [
            .. history
                .OrderBy(replayedEvent => replayedEvent.At)
                .ThenBy(replayedEvent => replayedEvent.Event.Value, StringComparer.Ordinal),
        ];
    }

    private async Task<Dictionary<PartnerId, Partner>> PartnersAsync(
        ProgramSlug program,
        CancellationToken cancellationToken
    )
    {
        var known = new Dictionary<PartnerId, Partner>();
        await foreach (var partner in partners.ListAsync(program, cancellationToken))
        {
            known[partner.Id] = partner;
        }

        return known;
    }

    private static Dictionary<string, IReadOnlyList<int>> LinesOf(
        IEnumerable<(string Rule, IReadOnlyList<int>? Lines)> grants
    ) =>
        grants
            .Where(grant => grant.Lines is not null)
            .DistinctBy(grant => grant.Rule, StringComparer.Ordinal)
            .ToDictionary(grant => grant.Rule, grant => grant.Lines!, StringComparer.Ordinal);

    private async Task<Dictionary<EventId, List<(SimulatedGrant Grant, IReadOnlyList<int>? Lines)>>> GrantedAsync(
        ProgramSlug program,
        CancellationToken cancellationToken
    )
    {
        var granted = new Dictionary<EventId, List<(SimulatedGrant Grant, IReadOnlyList<int>? Lines)>>();
        await foreach (var partner in ledger.PartnersAsync(program, cancellationToken))
        {
            await foreach (var commission in ledger.CommissionsAsync(program, partner, cancellationToken))
            {
                // A negative line belongs to a refund, which is replayed separately.
                if (commission.Amount > 0)
                {
                    (
                        granted.TryGetValue(commission.EventId, out var grants)
                            ? grants
                            : granted[commission.EventId] = []
                    ).Add((new SimulatedGrant(partner, commission.Rule, commission.Amount), commission.Lines));
                }
            }
        }

        return granted;
    }

    /// <summary>A conversion with its granted commissions and the commissions of the simulated version.</summary>
    private sealed record JudgedConversion(
        ReplayedConversion Conversion,
        Evaluation Evaluation,
        IReadOnlyList<SimulatedGrant> Granted,
        IReadOnlySet<string> Bonuses
    )
    {
        public EventId Event => Conversion.Event;

        public DateTimeOffset At => Conversion.At;

        public long Difference => Simulated.Sum(grant => grant.Amount) - Granted.Sum(grant => grant.Amount);

        public bool HasChanged => !Granted.ToHashSet().SetEquals(Simulated);

        /// <summary>
        /// The lines of the sale that each rule paid for, by rule. A rule that paid for the whole sale has no entry.
        /// </summary>
        public required IReadOnlyDictionary<string, IReadOnlyList<int>> GrantedLines { get; init; }

        private IEnumerable<SimulatedGrant> Simulated =>
            Evaluation
                .Commissions.Where(grant => grant.Amount > 0)
                .Select(grant => new SimulatedGrant(grant.Partner, grant.Rule, grant.Amount));

        /// <summary>The actual and the simulated commissions after the refund. Bonuses are not reduced.</summary>
        public (IReadOnlyList<SimulatedGrant> Actual, IReadOnlyList<SimulatedGrant> Simulated) After(
            ReplayedRefund? refund
        )
        {
            var lines = LinesOf(Evaluation.Commissions.Select(commission => (commission.Rule, commission.Lines)));
            return (
                [.. Granted.Select(grant => Keep(grant, GrantedLines))],
                [.. Simulated.Select(grant => Keep(grant, lines))]
            );

            SimulatedGrant Keep(SimulatedGrant grant, IReadOnlyDictionary<string, IReadOnlyList<int>> lines) =>
                refund is null || Bonuses.Contains(grant.Rule)
                    ? grant
                    : grant with
                    {
                        Amount = refund.Keep(grant.Amount, lines.GetValueOrDefault(grant.Rule)),
                    };
        }

        public SimulatedChange ToChange() =>
            new(
                Event,
                StoredJson.NameOf(Conversion.Input.Conversion.Type),
                At,
                Granted,
                [.. Simulated],
                StoredJson.NameOf(Evaluation.Decision),
                Evaluation.Reason
            );
    }
}
