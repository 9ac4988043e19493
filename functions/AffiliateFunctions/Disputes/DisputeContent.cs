using Affiliate.Domain.Identity;
using Affiliate.Domain.Monetary;
using Affiliate.Domain.Programs;
using Affiliate.Pages;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Attribution;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Tracking;

namespace AffiliateFunctions.Disputes;

/// <summary>
/// What the owner sees beside a claim: the trace of the commission, or what is known about the invoice and the customer
/// of a missing one, and how a granted dispute is put right.
/// </summary>
public sealed class DisputeContent(
    ILedger ledger,
    ICommissionExplanations explanations,
    IConversionLookup conversions,
    ICustomerAssignments customers,
    IPartners partners
)
{
    /// <summary>The facts, the sections and the remedy of a dispute.</summary>
    public async Task<DisputedFacts> OfAsync(
        AffiliateProgram program,
        Dispute dispute,
        CancellationToken cancellationToken
    )
    {
        List<ApprovalFact> facts =
        [
            new("Partner", await NameAsync(program.Slug, dispute.Partner, cancellationToken)),
            new("Contested", DisputeWords.NameOf(dispute.Kind)),
            new("Claim of the partner", dispute.Claim) { IsPersonal = true },
            new("Opened", DisplayFormat.Time(dispute.OpenedAt)),
        ];
        return dispute.Commission is { } commission
            ? await OfCommissionAsync(program, commission, facts, cancellationToken)
            : await OfMissingAsync(program, dispute, facts, cancellationToken);
    }

    private async Task<DisputedFacts> OfCommissionAsync(
        AffiliateProgram program,
        CommissionId id,
        List<ApprovalFact> facts,
        CancellationToken cancellationToken
    )
    {
        var commission =
            await ledger.FindAsync(program.Slug, id, cancellationToken)
            ?? throw new InvalidOperationException($"There is no commission {id} in {program.Slug}.");
        facts.Add(new ApprovalFact("Commission", id.Value));
        facts.Add(new ApprovalFact("Granted", AmountOf(program, commission.Amount)));
        facts.Add(new ApprovalFact("Taken back", AmountOf(program, commission.ReversedAmount)));
        List<ApprovalSection> sections = [];
        if (await explanations.FindAsync(program, id, cancellationToken) is { } explanation)
        {
            facts.AddRange(explanation.Facts.Select(fact => new ApprovalFact(fact.Label, fact.Value)));
            sections.AddRange(explanation.Steps.Select(step => new ApprovalSection(step.Title, step.Lines)));
        }

        return new DisputedFacts(
            facts,
            sections,
            commission.Status == "held" ? DisputeRemedy.Release : DisputeRemedy.Correction
        );
    }

    private async Task<DisputedFacts> OfMissingAsync(
        AffiliateProgram program,
        Dispute dispute,
        List<ApprovalFact> facts,
        CancellationToken cancellationToken
    )
    {
        var found = dispute.Invoice is { } invoice
            ? await conversions.FindByInvoiceAsync(program.Slug, invoice, cancellationToken)
            : null;
        facts.AddRange(Named(dispute));
        facts.AddRange(await KnownAsync(program, dispute, found, cancellationToken));
        var customer = found?.Customer ?? (CustomerId.TryParse(dispute.Customer, out var named) ? named : null);
        if (customer is { } known)
        {
            facts.Add(await TouchesAsync(program.Slug, known, cancellationToken));
        }

        return new DisputedFacts(
            facts,
            [],
            found is { IsUncredited: true, Customer: not null } ? DisputeRemedy.Touch : DisputeRemedy.Correction
        );
    }

    private static IEnumerable<ApprovalFact> Named(Dispute dispute)
    {
        if (dispute.Invoice is { } invoice)
        {
            yield return new ApprovalFact("Invoice that the partner names", invoice);
        }

        if (dispute.Customer is { } customer)
        {
            yield return new ApprovalFact("Customer that the partner names", customer) { IsPersonal = true };
        }

        if (dispute.Day is { } day)
        {
            yield return new ApprovalFact("Day that the partner names", DisplayFormat.Day(day));
        }
    }

    private async Task<IReadOnlyList<ApprovalFact>> KnownAsync(
        AffiliateProgram program,
        Dispute dispute,
        KnownConversion? found,
        CancellationToken cancellationToken
    )
    {
        if (found is null)
        {
            return dispute.Invoice is null ? [] : [new ApprovalFact("Known about the invoice", "no sale was reported")];
        }

        var amount =
            found is { Amount: { } value, Currency: { } code } && Currency.TryParse(code, out var currency)
                ? $", {DisplayFormat.Amount(value, currency)}"
                : string.Empty;
        return
        [
            new("Known about the invoice", $"{found.Type} {found.Id}{amount}, {DisplayFormat.Time(found.At)}"),
            new(
                "Its status",
                found.Reason is { } reason ? $"{found.Status}: {reason.Replace('_', ' ')}" : found.Status
            ),
            new(
                "Credited partner",
                found.Partner is { } credited
                    ? await NameAsync(program.Slug, credited, cancellationToken)
                    : "nobody: the customer has no touch that counts"
            ),
        ];
    }

    private async Task<ApprovalFact> TouchesAsync(
        ProgramSlug program,
        CustomerId customer,
        CancellationToken cancellationToken
    )
    {
        const string Label = "Partners with touches of the customer";
        var touched = await customers.FindPartnersAsync(program, customer, cancellationToken);
        if (touched is not { Count: > 0 })
        {
            return new ApprovalFact(Label, touched is null ? "the customer is not known" : "none");
        }

        var names = new List<string>();
        foreach (var partner in touched)
        {
            names.Add(await NameAsync(program, partner, cancellationToken));
        }

        return new ApprovalFact(Label, string.Join(", ", names));
    }

    private async Task<string> NameAsync(ProgramSlug program, PartnerId id, CancellationToken cancellationToken) =>
        await partners.FindAsync(program, id, cancellationToken) is { } partner
            ? $"{partner.Company} ({id})"
            : id.Value;

    private static string AmountOf(AffiliateProgram program, long amount) =>
        DisplayFormat.Amount(amount, program.Currency);
}

/// <summary>What the owner sees about a dispute.</summary>
/// <param name="Facts">The facts.</param>
/// <param name="Sections">The steps of the trace.</param>
/// <param name="Remedy">How a granted dispute is put right.</param>
public sealed record DisputedFacts(
    IReadOnlyList<ApprovalFact> Facts,
    IReadOnlyList<ApprovalSection> Sections,
    DisputeRemedy Remedy
);
