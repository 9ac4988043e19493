using Affiliate.Domain.Programs;
using AffiliateFunctions.Approvals;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Tests.Ledger;

namespace AffiliateFunctions.Tests.Payouts;

public sealed class CycleApproversTests
{
    [Theory]
    [InlineData("", false, "nobody", "finance owner backup")]
    [InlineData("finance", false, "nobody", "owner backup")]
    [InlineData("", true, "nobody", "backup owner finance")]
    [InlineData("backup", true, "owner", "finance")]
    [InlineData("", false, "finance", "owner backup")]
    public void Persons_are_asked_in_an_order_without_those_who_may_not_decide(
        string approver,
        bool isOverdue,
        string preparer,
        string asked
    )
    {
        var outcome = new ApprovalOutcome("cycle", "approve", AddressOf(approver), null, null, default, default);
        var round = new ApprovalRound(0, isOverdue, approver.Length == 0 ? [] : [outcome]);

        var next = CycleApprovers.Of(Program("finance"), round, AddressOf(preparer));

        Assert.Equal(asked, string.Join(' ', next.Asked.Select(person => person.Name)));
    }

    [Theory]
    [InlineData("finance", "owner", true)]
    [InlineData("finance", "somebody", true)]
    [InlineData("backup", "finance", true)]
    [InlineData("backup", "owner", false)]
    public void Two_persons_besides_the_preparer_must_be_able_to_approve(
        string finance,
        string preparer,
        bool suffice
    ) => Assert.Equal(suffice, CycleApprovers.SufficeWithout(Program(finance), AddressOf(preparer)));

    private static AffiliateProgram Program(string finance) =>
        LedgerHost.Program with
        {
            Charter = Charters.Of(Named("owner"), Named("backup"), Named(finance)),
        };

    private static Person Named(string name) => new(name, AddressOf(name));

    private static string AddressOf(string name) => $"{name}@example.com";
}
