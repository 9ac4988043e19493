using Azure;
using Azure.Core;
using LocalHost.Hosting;
using LocalHost.Queues;
using Testing;

namespace LocalHost.Tests.Queues;

public sealed class QueueTriggerTests(AzuriteFixture azurite) : IClassFixture<AzuriteFixture>
{
    [Fact]
    public async Task A_body_is_decoded_from_base64_by_default()
    {
        await using var host = await QueueHost.StartAsync(azurite.TakeAccount());
        await host.SendAsync("grüß");
        await host.WhenIdleAsync();
        Assert.Equal(["grüß"], host.Texts);
        Assert.Equal(0, await host.CountAsync());
    }

    [Fact]
    public async Task A_plain_body_is_taken_as_it_is_when_host_json_says_none()
    {
        var settings = new QueueSettings { MessageEncoding = "none" };
        await using var host = await QueueHost.StartAsync(azurite.TakeAccount(), settings: settings);
        await host.SendStoredAsync("plain & simple");
        await host.WhenIdleAsync();
        Assert.Equal(["plain & simple"], host.Texts);
    }

    [Fact]
    public async Task The_name_of_a_queue_can_be_a_setting_and_its_case_does_not_matter()
    {
        var function = FunctionBuilder.Queue("Work", "WORK");
        await using var host = await QueueHost.StartAsync(azurite.TakeAccount(), function: function);
        await host.SendAsync("m");
        await host.WhenIdleAsync();
        Assert.Equal(["m"], host.Texts);

        var settings = new Dictionary<string, string?> { ["Box"] = "parcels" };
        Assert.Empty(await TriggerHost.ValidateAsync([FunctionBuilder.Queue("Parcels", "%Box%")], settings));
    }

    [Fact]
    public async Task A_failed_message_is_tried_again()
    {
        await using var host = await QueueHost.StartAsync(azurite.TakeAccount(), new() { Failures = 2 });
        await host.SendAsync("m");
        await host.WhenIdleAsync();
        Assert.Equal(["m", "m", "m"], host.Texts);
    }

    [Fact]
    public async Task A_failed_message_stays_invisible_as_long_as_host_json_says()
    {
        var settings = new QueueSettings { VisibilityTimeout = TimeSpan.FromDays(1) };
        await using var host = await QueueHost.StartAsync(azurite.TakeAccount(), new() { Failures = 1 }, settings);
        await host.SendAsync("m");
        while (host.Invoker.Values.IsEmpty || (await host.PeekAsync()).Length > 0)
        {
            Assert.False(await host.IsIdleAsync());
        }

        Assert.False(await host.IsIdleAsync());
        Assert.Equal(["m"], host.Texts);
        Assert.Equal(1, await host.CountAsync());
    }

    [Fact]
    public async Task A_message_that_always_fails_goes_to_the_poison_queue()
    {
        var settings = new QueueSettings { MaxDequeueCount = 3 };
        await using var host = await QueueHost.StartAsync(azurite.TakeAccount(), new() { Failures = 99 }, settings);
        await host.SendAsync("m");
        await host.WhenIdleAsync();
        Assert.Equal(3, host.Invoker.Values.Count);
        var poison = Assert.Single(await host.PeekAsync("work-poison"));
        Assert.Equal("m", BinaryData.FromBytes(Convert.FromBase64String(poison.Body.ToString())).ToString());
    }

    [Fact]
    public async Task The_messages_of_a_poison_queue_go_to_no_further_queue()
    {
        var function = FunctionBuilder.Queue("Examine", "work-poison");
        var settings = new QueueSettings { MaxDequeueCount = 1 };
        var timing = new QueueTiming { Lease = TimeSpan.FromSeconds(1) };
        var invoker = new FakeInvoker { Failures = 2 };
        await using var host = await QueueHost.StartAsync(azurite.TakeAccount(), invoker, settings, timing, function);
        await host.SendAsync("m", "work-poison");
        await host.WhenIdleAsync();
        Assert.Equal(["m", "m", "m"], host.Texts);
        Assert.False(await host.ExistsAsync("work-poison-poison"));
    }

    [Fact]
    public async Task A_message_that_cannot_be_decoded_goes_to_the_poison_queue_as_it_is()
    {
        await using var host = await QueueHost.StartAsync(azurite.TakeAccount());
        await host.SendStoredAsync("no base64!");
        await host.WhenIdleAsync();
        Assert.Equal("no base64!", Assert.Single(await host.PeekAsync("work-poison")).Body.ToString());
        Assert.Empty(host.Invoker.Values);
    }

    [Fact]
    public async Task A_message_that_is_no_text_goes_to_the_poison_queue_when_the_function_takes_text()
    {
        byte[] body = [0xff, 0x00, 0xfe];
        await using var host = await QueueHost.StartAsync(azurite.TakeAccount());
        await host.SendBytesAsync(BinaryData.FromBytes(body));
        await host.WhenIdleAsync();
        var poison = Assert.Single(await host.PeekAsync("work-poison"));
        Assert.Equal(body, Convert.FromBase64String(poison.Body.ToString()));
        Assert.Empty(host.Invoker.Values);
    }

    [Fact]
    public async Task A_message_stays_invisible_while_its_function_runs_long()
    {
        var timing = new QueueTiming { Lease = TimeSpan.FromSeconds(2) };
        var invoker = new FakeInvoker { MayEnd = NewSource() };
        await using var host = await QueueHost.StartAsync(azurite.TakeAccount(), invoker, timing: timing);
        await host.SendAsync("m");
        await invoker.Started.Task;
        // The storage counts real seconds; no clock of a test moves them.
        await Task.Delay(timing.Lease * 1.5);
        Assert.False(await host.IsIdleAsync());
        invoker.MayEnd.SetResult();
        await host.WhenIdleAsync();
        Assert.Equal(["m"], host.Texts);
        Assert.Equal(0, await host.CountAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public async Task No_more_run_at_once_than_a_batch_and_its_threshold(int threshold)
    {
        var settings = new QueueSettings { BatchSize = 2, NewBatchThreshold = threshold };
        var invoker = new FakeInvoker { MayEnd = NewSource() };
        await using var host = await QueueHost.StartAsync(azurite.TakeAccount(), invoker, settings);
        foreach (var number in Enumerable.Range(0, 20))
        {
            await host.SendAsync($"m{number}");
        }

        await invoker.Started.Task;
        invoker.MayEnd.SetResult();
        await host.WhenIdleAsync();
        Assert.Equal(20, host.Texts.Distinct().Count());
        Assert.InRange(invoker.MaxAtOnce, 1, 2 + threshold);
    }

    [Fact]
    public async Task A_stop_finishes_the_messages_that_were_received()
    {
        var invoker = new FakeInvoker { MayEnd = NewSource() };
        var host = await QueueHost.StartAsync(azurite.TakeAccount(), invoker);
        await host.SendAsync("m");
        await invoker.Started.Task;
        var stopping = host.DisposeAsync().AsTask();
        Assert.False(stopping.IsCompleted);
        invoker.MayEnd.SetResult();
        await stopping;
        Assert.Equal(0, await host.CountAsync());
    }

    [Fact]
    public async Task A_function_that_does_not_end_does_not_keep_the_host_from_stopping()
    {
        var invoker = new FakeInvoker { MayEnd = NewSource() };
        var host = await QueueHost.StartAsync(azurite.TakeAccount(), invoker);
        await host.SendAsync("m");
        await invoker.Started.Task;
        await host.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(1, await host.CountAsync());
    }

    [Theory]
    [InlineData(typeof(AggregateException))]
    [InlineData(typeof(RequestFailedException))]
    public async Task Messages_are_received_again_after_the_storage_was_away(Type fault)
    {
        var storage = new FaultyStorage(() => NewFault(fault));
        var settings = new QueueSettings { MaxPollingInterval = TimeSpan.FromMilliseconds(100) };
        await using var host = await QueueHost.StartAsync(azurite.TakeAccount(), settings: settings, policy: storage);
        await host.SendAsync("m");
        await storage.FailedTwice.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Empty(host.Invoker.Values);
        storage.Repair();
        await host.WhenIdleAsync();
        Assert.Equal(["m"], host.Texts);
    }

    [Fact]
    public async Task A_message_that_could_not_be_deleted_is_delivered_again()
    {
        var storage = new FaultyStorage(() => NewFault(typeof(AggregateException)), RequestMethod.Delete, count: 1);
        var timing = new QueueTiming { Lease = TimeSpan.FromSeconds(1) };
        await using var host = await QueueHost.StartAsync(azurite.TakeAccount(), timing: timing, policy: storage);
        await host.SendAsync("m");
        await host.WhenIdleAsync();
        Assert.Equal(["m", "m"], host.Texts);
        Assert.Equal(0, await host.CountAsync());
    }

    [Fact]
    public async Task A_queue_that_is_deleted_and_created_again_is_read_again()
    {
        await using var host = await QueueHost.StartAsync(azurite.TakeAccount());
        await host.DeleteAsync("work");
        await host.WhenIdleAsync();
        Assert.False(await host.ExistsAsync("work"));
        await host.CreateAsync("work");
        await host.SendAsync("m");
        await host.WhenIdleAsync();
        Assert.Equal(["m"], host.Texts);
    }

    [Fact]
    public async Task Wrong_names_and_settings_are_reported_before_the_start()
    {
        var settings = new QueueSettings { BatchSize = 33, MessageEncoding = "utf7" };
        var problems = await TriggerHost.ValidateAsync(
            [
                FunctionBuilder.Queue("Misnamed", "No_Queue"),
                FunctionBuilder.Queue("Unset", "%Nowhere%"),
                FunctionBuilder.Queue("Streamed", "streams", "Stream"),
            ],
            queues: settings
        );
        Assert.Equal(
            [
                "host.json: extensions.queues.batchSize is '33'. Give 1 to 32.",
                "host.json: extensions.queues.messageEncoding is 'utf7'. Give base64 or none.",
                "Misnamed: 'No_Queue' is not a valid name for a queue. "
                    + "Use 3 to 63 letters, digits and single hyphens, beginning and ending with a letter or digit.",
                "Unset: Its queue '%Nowhere%' refers to the setting 'Nowhere', which has no value. Set it.",
                "Streamed: Its message has the data type 'Stream', which the queue trigger does not send. "
                    + "Receive the message as string, byte[], BinaryData, QueueMessage or a type that its JSON describes.",
            ],
            problems
        );
    }

    private static Exception NewFault(Type type) =>
        type == typeof(RequestFailedException)
            ? new RequestFailedException(503, "The storage is away.")
            : new AggregateException(new IOException("The storage is away."));

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
