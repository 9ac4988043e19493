using Affiliate.Domain.Identity;
using AffiliateFunctions.Ledger;
using AffiliateFunctions.Onboarding;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Payouts.Cycles.Activities;
using AffiliateFunctions.RuleBooks;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace AffiliateFunctions.Tests.Payouts;

public sealed class AssessPartnersTests
{
    private static readonly CycleKey Key = new(ProgramSlug.Parse("demo"), Period.Parse("2026-10"));
    private static readonly PartnerId Id = PartnerId.Parse("prt_1");

    private readonly Mock<ILedger> ledger = new();
    private readonly Mock<IPartners> partners = new();
    private readonly Mock<IRuleBooks> rules = new();

    public AssessPartnersTests()
    {
        rules.Setup(r => r.TimelineAsync(Key.Program, default)).ReturnsAsync(new RuleBookTimeline([]));
        partners.Setup(p => p.FindAsync(Key.Program, Id, default)).ReturnsAsync(Partner());
    }

    [Fact]
    public async Task Nothing_due_is_not_paid()
    {
        Balance(payable: 0, inPayout: 0);
        Assert.Equal((0L, "nothing_due"), await JudgeAsync());
    }

    [Fact]
    public async Task What_is_due_is_paid()
    {
        Balance(payable: 5_000, inPayout: 0);
        Assert.Equal((5_000L, null), await JudgeAsync());
    }

    // The cycle failed between the reservation and its sum, and was started again: nothing is due any more, since it is
    // reserved.
    [Fact]
    public async Task What_an_earlier_run_of_the_cycle_has_reserved_is_paid()
    {
        Balance(payable: 0, inPayout: 5_000);
        ledger
            .Setup(l => l.ReservedAsync(Key.Program, Id, Key.Period, default))
            .ReturnsAsync(new PayoutReservation(5_000, []));
        Assert.Equal((5_000L, null), await JudgeAsync());
    }

    private void Balance(long payable, long inPayout) =>
        ledger
            .Setup(l => l.BalanceAsync(Key.Program, Id, default))
            .ReturnsAsync(new PartnerBalance(0, 0, payable, inPayout, 0, 0, "USD"));

    private async Task<(long Due, string? Refusal)> JudgeAsync()
    {
        var clock = new FakeTimeProvider();
        var verdicts = await new AssessPartners(
            ledger.Object,
            partners.Object,
            new PayoutPolicies(rules.Object, clock),
            clock
        ).RunAsync(new AssessPartners.Input(Key, [Id]), default);
        var verdict = Assert.Single(verdicts);
        return (verdict.Due, verdict.Refusal);
    }

    private static Partner Partner() =>
        new()
        {
            Id = Id,
            Program = Key.Program,
            Name = "Contact",
            Email = "contact@partner.example.org",
            Company = "Partner",
            Country = "US",
            Status = PartnerStatus.Active,
            StatusSince = DateTimeOffset.UnixEpoch,
            Group = "default",
            Code = "p1",
            Coupons = [],
            Tax = new PartnerTax(null, "verified"),
            Payout = new PartnerPayout("sepa", null),
            Terms = new PartnerTerms(null, null),
            ApprovedBy = "key",
            CreatedAt = DateTimeOffset.UnixEpoch,
        };
}
