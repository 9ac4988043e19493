using LocalHost.Hosting;
using LocalHost.Queues;
using Testing;

namespace LocalHost.Tests.Queues;

public sealed class QueueFunctionTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Theory]
    [InlineData("text", "grüß", "text grüß")]
    [InlineData("bytes", "b", "bytes b")]
    [InlineData("data", "d", "data d")]
    [InlineData("whole", "w", "whole w 1")]
    [InlineData("parcels", """{"name":"tea","weight":3}""", "json tea 3 1 True True")]
    public async Task A_message_comes_in_the_form_that_the_function_takes(string queue, string sent, string seen)
    {
        await using var app = await QueueApp.StartAsync(typeof(FormFunctions), azurite.TakeAccount());
        await app.SendAsync(queue, sent);
        await app.WhenIdleAsync();
        Assert.Equal([seen], app.Deliveries.Lines);
        Assert.Equal(0, await app.CountAsync(queue));
    }

    [Fact]
    public async Task A_plain_body_is_taken_as_it_is_when_host_json_says_none()
    {
        await using var app = await QueueApp.StartAsync(typeof(FormFunctions), azurite.TakeAccount(), new() { MessageEncoding = "none" });
        await app.SendRawAsync("text", "plain & simple");
        await app.WhenIdleAsync();
        Assert.Equal(["text plain & simple"], app.Deliveries.Lines);
    }

    [Fact]
    public async Task A_failed_message_is_tried_again()
    {
        await using var app = await QueueApp.StartAsync(typeof(FailingFunction), azurite.TakeAccount(), deliveries: new() { Failures = 2 });
        await app.SendAsync("work", "m");
        await app.WhenIdleAsync();
        Assert.Equal(["m", "m", "m"], app.Deliveries.Lines);
    }

    [Fact]
    public async Task A_failed_message_stays_away_as_long_as_host_json_says()
    {
        var queues = new QueueSettings { VisibilityTimeout = TimeSpan.FromDays(1) };
        await using var app = await QueueApp.StartAsync(typeof(FailingFunction), azurite.TakeAccount(), queues, deliveries: new() { Failures = 1 });
        await app.SendAsync("work", "m");
        while (app.Deliveries.Lines.IsEmpty || (await app.PeekAsync("work")).Length > 0)
        {
            Assert.False(await app.IsIdleAsync());
        }

        Assert.False(await app.IsIdleAsync());
        Assert.Equal(["m"], app.Deliveries.Lines);
        Assert.Equal(1, await app.CountAsync("work"));
    }

    [Fact]
    public async Task A_message_that_always_fails_goes_to_the_poison_queue()
    {
        var queues = new QueueSettings { MaxDequeueCount = 3 };
        await using var app = await QueueApp.StartAsync(typeof(FailingFunction), azurite.TakeAccount(), queues, deliveries: new() { Failures = 99 });
        await app.SendAsync("work", "m");
        await app.WhenIdleAsync();
        Assert.Equal(3, app.Deliveries.Lines.Count);
        var poison = Assert.Single(await app.PeekAsync("work-poison"));
        Assert.Equal("m", BinaryData.FromBytes(Convert.FromBase64String(poison.Body.ToString())).ToString());
    }

    [Fact]
    public async Task A_message_that_cannot_be_decoded_goes_to_the_poison_queue_as_it_is()
    {
        await using var app = await QueueApp.StartAsync(typeof(FormFunctions), azurite.TakeAccount());
        await app.SendRawAsync("text", "no base64!");
        await app.WhenIdleAsync();
        Assert.Equal("no base64!", Assert.Single(await app.PeekAsync("text-poison")).Body.ToString());
        Assert.Empty(app.Deliveries.Lines);
    }

    [Fact]
    public async Task A_message_that_is_no_JSON_of_the_type_fails_until_it_is_poison()
    {
        await using var app = await QueueApp.StartAsync(typeof(FormFunctions), azurite.TakeAccount());
        await app.SendAsync("parcels", "no parcel");
        await app.WhenIdleAsync();
        Assert.Single(await app.PeekAsync("parcels-poison"));
    }

    [Fact]
    public async Task A_message_stays_hidden_while_its_function_runs_long()
    {
        var timing = new QueueTiming { Lease = TimeSpan.FromSeconds(2) };
        await using var app = await QueueApp.StartAsync(typeof(LongFunction), azurite.TakeAccount(), timing: timing);
        await app.SendAsync("work", "m");
        await app.Deliveries.Started.Task;
        // The storage counts real seconds; no clock of a test moves them.
        await Task.Delay(timing.Lease * 1.5);
        Assert.False(await app.IsIdleAsync());
        app.Deliveries.MayEnd.SetResult();
        await app.WhenIdleAsync();
        Assert.Equal(["m"], app.Deliveries.Lines);
        Assert.Equal(0, await app.CountAsync("work"));
    }

    [Fact]
    public async Task No_more_run_at_once_than_a_batch_and_its_threshold()
    {
        var queues = new QueueSettings { BatchSize = 2, NewBatchThreshold = 1 };
        await using var app = await QueueApp.StartAsync(typeof(LongFunction), azurite.TakeAccount(), queues);
        foreach (var number in Enumerable.Range(0, 20))
        {
            await app.SendAsync("work", $"m{number}");
        }

        await app.Deliveries.Started.Task;
        app.Deliveries.MayEnd.SetResult();
        await app.WhenIdleAsync();
        Assert.Equal(20, app.Deliveries.Lines.Distinct().Count());
        Assert.InRange(app.Deliveries.MostAtOnce, 1, 3);
    }

    [Fact]
    public async Task A_stop_finishes_what_was_taken()
    {
        var storage = azurite.TakeAccount();
        var app = await QueueApp.StartAsync(typeof(LongFunction), storage);
        await app.SendAsync("work", "m");
        await app.Deliveries.Started.Task;
        var stopping = app.DisposeAsync().AsTask();
        Assert.False(stopping.IsCompleted);
        app.Deliveries.MayEnd.SetResult();
        await stopping;
        Assert.Equal(0, await app.CountAsync("work"));
    }

    [Fact]
    public async Task A_function_that_does_not_end_does_not_keep_the_application_from_stopping()
    {
        var app = await QueueApp.StartAsync(typeof(LongFunction), azurite.TakeAccount());
        await app.SendAsync("work", "m");
        await app.Deliveries.Started.Task;
        await app.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(1, await app.CountAsync("work"));
    }

    [Fact]
    public async Task Wrong_names_and_settings_are_told_at_start()
    {
        var queues = new QueueSettings { BatchSize = 33, MessageEncoding = "utf7" };
        var refused = await Assert.ThrowsAsync<StartRefusedException>(() => QueueApp.StartAsync(typeof(MisnamedQueue), azurite.TakeAccount(), queues));
        Assert.Equal(
            [
                "host.json: extensions.queues.batchSize is '33'. Give 1 to 32.",
                "host.json: extensions.queues.messageEncoding is 'utf7'. Give base64 or none.",
                "Misnamed: 'No_Queue' is no name for a queue. Take 3 to 63 lower-case letters, digits and single hyphens, a letter or digit first and last.",
                "Unset: Its queue '%Nowhere%' refers to the setting 'Nowhere', which has no value. Set it.",
            ],
            refused.Problems.Select(problem => problem.ToString()));
    }
}
