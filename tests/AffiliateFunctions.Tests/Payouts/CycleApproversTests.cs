using Affiliate.Domain.Programs;
using AffiliateFunctions.Payouts.Cycles;
using AffiliateFunctions.Tests.Ledger;

namespace AffiliateFunctions.Tests.Payouts;

public sealed class CycleApproversTests
{
    [Theory]
    [InlineData(true, false, "", "finance owner backup")]
    [InlineData(false, false, "finance", "owner backup")]
    [InlineData(true, true, "", "backup owner finance")]
    [InlineData(false, true, "backup owner", "finance")]
    [InlineData(true, false, "finance", "owner backup")]
    public void Persons_are_asked_in_an_order_without_those_who_may_not_decide(
        bool isFirst,
        bool isOverdue,
        string excluded,
        string asked
    ) =>
        Assert.Equal(
            asked,
            string.Join(
                ' ',
                CycleApprovers
                    .Of(Program("finance"), isFirst, isOverdue, [.. excluded.Split(' ').Select(AddressOf)])
                    .Select(person => person.Name)
            )
        );

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
