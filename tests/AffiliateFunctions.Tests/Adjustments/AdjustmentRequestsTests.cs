using Affiliate.Domain.Programs;
using AffiliateFunctions.Adjustments.Requests;
using AffiliateFunctions.Infrastructure.Http;
using static AffiliateFunctions.Tests.Adjustments.AdjustmentHost;

namespace AffiliateFunctions.Tests.Adjustments;

/// <summary>When a program can take a request for an adjustment.</summary>
public sealed class AdjustmentRequestsTests
{
    [Theory]
    [InlineData(ProgramStage.Draft, null, "a draft")]
    [InlineData(ProgramStage.Closed, Ann, null)]
    [InlineData(ProgramStage.Live, "nobody", "/prepared_by")]
    [InlineData(ProgramStage.Paused, Ann, null)]
    public void A_program_without_a_second_person_takes_no_adjustment(
        ProgramStage stage,
        string? preparer,
        string? words
    )
    {
        var refusal = AdjustmentRequests.Refusal(AdjustmentHost.Program with { Stage = stage }, preparer);

        Assert.Equal(words is null, refusal is null);
        Assert.Contains(words ?? string.Empty, $"{refusal?.Detail} {string.Join(' ', refusal?.Errors.Keys ?? [])}");
    }

    [Fact]
    public void One_person_alone_cannot_prepare_and_approve()
    {
        var alone = AdjustmentHost.Program with
        {
            Charter = AdjustmentHost.Program.Charter! with
            {
                BackupOwner = AdjustmentHost.Program.Charter.Owner,
                Finance = AdjustmentHost.Program.Charter.Owner,
            },
        };

        Assert.Contains("/prepared_by", AdjustmentRequests.Refusal(alone, "owner@example.com")!.Errors.Keys);
        Assert.Equal(
            ProblemKind.Conflict,
            AdjustmentRequests.Refusal(AdjustmentHost.Program with { Charter = null }, preparer: null)!.Kind
        );
    }
}
