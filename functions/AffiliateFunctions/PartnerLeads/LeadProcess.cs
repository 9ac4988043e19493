using System.Runtime.CompilerServices;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Governance;

namespace AffiliateFunctions.PartnerLeads;

/// <summary>The steps of leads that wait for partners. The decision of a conflict is a step of the approvals.</summary>
internal sealed class LeadProcess(LeadStore leads) : IProcessSource
{
    private const string Answer = "answer_lead";
    private const string Update = "update_lead";

    public IReadOnlyList<ProcessStep> Steps { get; } =
    [
        new("leads", Answer, StepOwner.Partner, TimeSpan.FromHours(48)),
        new("leads", Update, StepOwner.Partner, LeadSteps.Silence),
    ];

    public async IAsyncEnumerable<StepRun> RunsAsync(
        ProgramSlug program,
        DateTimeOffset since,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var lead in leads.ListAsync(program, after: null, cancellationToken))
        {
            foreach (var run in RunsOf(lead))
            {
                yield return run;
            }
        }
    }

    /// <summary>The steps that a lead has reached.</summary>
    internal static IEnumerable<StepRun> RunsOf(PartnerLead lead)
    {
        var ended = lead.EndedAt;
        foreach (var offer in lead.Offers)
        {
            yield return new StepRun(Answer, offer.OfferedAt, offer.AnsweredAt ?? offer.EndedAt ?? ended)
            {
                Partner = offer.Partner,
            };
        }

        if (lead.Deal is not { } deal)
        {
            yield break;
        }

        var heard = deal.AcceptedAt;
        foreach (var report in lead.Reports)
        {
            yield return new StepRun(Update, heard, report.At);
            heard = report.At;
        }

        if (lead.Reports is not [.., { Kind: LeadReportKind.Won or LeadReportKind.Lost }])
        {
            yield return new StepRun(Update, heard, ended) { Partner = deal.Partner };
        }
    }
}
