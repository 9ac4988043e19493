using AffiliateFunctions.PartnerLeads;
using AffiliateFunctions.PartnerLeads.Links;
using Testing;

namespace AffiliateFunctions.Tests.PartnerLeads;

/// <summary>Updates of accepted leads.</summary>
public sealed class LeadUpdateTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task A_form_that_is_sent_twice_is_one_update_and_the_registration_is_extended_once()
    {
        await using var host = await LeadHost.StartAsync(azurite.TakeAccount());
        await host.SubmitAsync();
        await host.KilledAsync();
        await host.AnswerAsync("accept");
        await host.KilledAsync();

        Assert.IsType<LeadLinkResult.Done>(await host.UpdateAsync("extend", "1"));
        Assert.IsType<LeadLinkResult.Open>(await host.UpdateAsync("extend", "2"));
        Assert.IsType<LeadLinkResult.Done>(await host.UpdateAsync("meeting", "2"));
        Assert.IsType<LeadLinkResult.Done>(await host.UpdateAsync("meeting", "2"));
        Assert.IsType<LeadLinkResult.Unchanged>(await host.UpdateAsync("lost", "2"));
        await host.KilledAsync();
        Assert.IsType<LeadLinkResult.Done>(await host.UpdateAsync("lost", "3"));
        Assert.IsType<LeadLinkResult.Done>(await host.UpdateAsync("lost", "3"));
        Assert.Equal(LeadStatus.Lost, await host.RunAsync());
        Assert.IsType<LeadLinkResult.Done>(await host.UpdateAsync("lost", "3"));
        Assert.IsType<LeadLinkResult.Unchanged>(await host.UpdateAsync("won"));

        Assert.Equal(
            [("lead:lead-1:stage:2", "meeting"), ("lead:lead-1:stage:3", "closed_lost")],
            host.Stages.Reported.Values.Select(stage => (stage.Id.Value, stage.Name))
        );
    }

    [Fact]
    public async Task A_silent_holder_is_reminded_every_14_days_until_the_registration_expires()
    {
        await using var host = await LeadHost.StartAsync(azurite.TakeAccount());
        await host.SubmitAsync(LeadHost.Body with { ExpiresDays = 30 });
        await host.KilledAsync();
        await host.AnswerAsync("accept");
        await host.KilledAsync();

        var status = await host.RunAsync(() =>
        {
            host.Clock.Advance(TimeSpan.FromDays(15));
            return Task.CompletedTask;
        });

        Assert.Equal(LeadStatus.Expired, status);
        Assert.Equal(
            ["lead:p:lead-1:update:1"],
            host.Emails.Sent.Where(mail => mail.Key.Contains(":update:", StringComparison.Ordinal))
                .Select(mail => mail.Key.Replace(LeadHost.Program.Slug.Value, "p", StringComparison.Ordinal))
        );
        Assert.Equal(2, host.Emails.Sent.Count(mail => mail.Key.Contains(":ended", StringComparison.Ordinal)));
    }
}
