using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Entities;

namespace SampleFunctions.Durable;

/// <summary>The sample orchestrators, each one story.</summary>
public static class SampleOrchestrators
{
    [Function(nameof(Empty))]
    public static Task Empty([OrchestrationTrigger] TaskOrchestrationContext context) => Task.CompletedTask;

    [Function(nameof(SayInTurn))]
    public static async Task<string> SayInTurn([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var said = "";
        foreach (var word in context.GetInput<string[]>()!)
        {
            said += await context.CallActivityAsync<string>(nameof(SampleActivities.Say), word);
        }

        return said;
    }

    [Function(nameof(DoubleAll))]
    public static async Task<int> DoubleAll([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var numbers = Enumerable.Range(1, context.GetInput<int>());
        var doubled = await Task.WhenAll(
            numbers.Select(number => context.CallActivityAsync<int>(nameof(SampleActivities.Double), number))
        );
        return doubled.Sum();
    }

    [Function(nameof(Sleep))]
    public static async Task<DateTime> Sleep([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        await context.CreateTimer(TimeSpan.FromDays(context.GetInput<int>()), CancellationToken.None);
        return context.CurrentUtcDateTime;
    }

    [Function(nameof(AskUntil))]
    public static async Task<string> AskUntil([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        using var end = new CancellationTokenSource();
        var timer = context.CreateTimer(TimeSpan.FromDays(30), end.Token);
        var answer = context.WaitForExternalEvent<string>("answer");
        if (await Task.WhenAny(answer, timer) == timer)
        {
            return "nobody";
        }

#pragma warning disable CA1849 // An orchestrator awaits only what its context gives it.
        end.Cancel();
#pragma warning restore CA1849
        return await answer;
    }

    [Function(nameof(AskForTwo))]
    public static async Task<string> AskForTwo([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        await context.CallActivityAsync<string>(nameof(SampleActivities.Say), "working");
        var first = await context.WaitForExternalEvent<string>("Answer");
        return first + await context.WaitForExternalEvent<string>("answer");
    }

    [Function(nameof(AskBriefly))]
    public static async Task<string> AskBriefly([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        try
        {
            return await context.WaitForExternalEvent<string>("answer", TimeSpan.FromHours(1));
        }
        catch (TaskCanceledException)
        {
            return "too late";
        }
    }

    [Function(nameof(TryAgain))]
    public static Task<int> TryAgain([OrchestrationTrigger] TaskOrchestrationContext context) =>
        context.CallActivityAsync<int>(
            nameof(SampleActivities.FailUntil),
            context.GetInput<int>(),
            TaskOptions.FromRetryPolicy(new RetryPolicy(4, TimeSpan.FromMinutes(1), backoffCoefficient: 2))
        );

    [Function(nameof(TryWhile))]
    public static Task<int> TryWhile([OrchestrationTrigger] TaskOrchestrationContext context) =>
        context.CallActivityAsync<int>(
            nameof(SampleActivities.FailUntil),
            context.GetInput<int>(),
            TaskOptions.FromRetryHandler(retry =>
                retry.LastFailure.IsCausedBy<TimeoutException>() && retry.LastAttemptNumber < 3
            )
        );

    [Function(nameof(TryOnce))]
    public static Task<int> TryOnce([OrchestrationTrigger] TaskOrchestrationContext context) =>
        context.CallActivityAsync<int>(nameof(SampleActivities.FailUntil), context.GetInput<int>());

    [Function(nameof(TryOnceInChild))]
    public static async Task<int> TryOnceInChild([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        await context.CallActivityAsync<string>(nameof(SampleActivities.Say), "before");
        return await context.CallSubOrchestratorAsync<int>(nameof(TryOnce), context.GetInput<int>());
    }

    [Function(nameof(Fail))]
    public static Task Fail([OrchestrationTrigger] TaskOrchestrationContext context) =>
        context.CallActivityAsync(nameof(SampleActivities.Refuse));

    [Function(nameof(CatchFailure))]
    public static async Task<string[]> CatchFailure([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        try
        {
            await context.CallActivityAsync(nameof(SampleActivities.Refuse));
            return [];
        }
        catch (TaskFailedException failed)
        {
            var inner = failed.FailureDetails.InnerFailure!;
            var outer = failed.FailureDetails;
            return [outer.ErrorType, outer.ErrorMessage, inner.ErrorType, inner.ErrorMessage];
        }
    }

    [Function(nameof(AskWhoCalls))]
    public static Task<string> AskWhoCalls([OrchestrationTrigger] TaskOrchestrationContext context) =>
        context.CallActivityAsync<string>(nameof(SampleActivities.WhoCalls));

    [Function(nameof(AskChildren))]
    public static async Task<string> AskChildren([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var options = new SubOrchestrationOptions(instanceId: context.InstanceId + "-named");
        var named = context.CallSubOrchestratorAsync<string>(nameof(SayInTurn), new[] { "a", "b" }, options);
        var unnamed = context.CallSubOrchestratorAsync<string>(nameof(SayInTurn), new[] { "c" });
        try
        {
            await context.CallSubOrchestratorAsync(nameof(Fail));
        }
        catch (TaskFailedException failed)
        {
            return await named + await unnamed + failed.FailureDetails.ErrorMessage;
        }

        return "no failure";
    }

    [Function(nameof(CallChild))]
    public static Task<string> CallChild([OrchestrationTrigger] TaskOrchestrationContext context) =>
        context.CallSubOrchestratorAsync<string>(
            nameof(AskUntil),
            null,
            new SubOrchestrationOptions(instanceId: context.GetInput<string>())
        );

    [Function(nameof(CountUp))]
    public static async Task<int> CountUp([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var sum = context.GetInput<int>() + await context.WaitForExternalEvent<int>("add");
        if (sum < 100)
        {
            context.SetCustomStatus(new { sum });
            context.ContinueAsNew(sum);
        }

        return sum;
    }

    [Function(nameof(SendAnswer))]
    public static async Task SendAnswer([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        await context.CallActivityAsync<string>(nameof(SampleActivities.Say), "sending");
        context.SendEvent(context.GetInput<string>()!, "answer", "from " + context.InstanceId);
    }

#pragma warning disable DURABLE0003 // The test is about what the analyzer forbids.
    [Function(nameof(AwaitSomethingElse))]
    public static async Task AwaitSomethingElse([OrchestrationTrigger] TaskOrchestrationContext context) =>
        await Task.Delay(Timeout.InfiniteTimeSpan);
#pragma warning restore DURABLE0003

    [Function(nameof(MakeIds))]
    public static async Task<Guid[]> MakeIds([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var first = context.NewGuid();
        await context.CallActivityAsync<string>(nameof(SampleActivities.Say), first.ToString());
        await context.CallActivityAsync<string>(nameof(SampleActivities.Say), first.ToString());
        return [first, context.NewGuid()];
    }

    [Function(nameof(RepeatMuch))]
    public static async Task<int> RepeatMuch([OrchestrationTrigger] TaskOrchestrationContext context) =>
        (await context.CallActivityAsync<string>(nameof(SampleActivities.Repeat), context.GetInput<int>())).Length;

    [Function(nameof(HoldAtOnce))]
    public static async Task<int> HoldAtOnce([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var held = Enumerable
            .Range(0, context.GetInput<int>())
            .Select(_ => context.CallActivityAsync<int>(nameof(SampleActivities.Hold), context.InstanceId));
        return (await Task.WhenAll(held)).Max();
    }

    [Function(nameof(Return))]
    public static string Return([OrchestrationTrigger] TaskOrchestrationContext context) =>
        new('x', context.GetInput<int>());

    [Function(nameof(Log))]
    public static async Task Log([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var steps = context.IsReplaying ? "replay" : "first";
        await context.CallActivityAsync<string>(nameof(SampleActivities.Say), "one");
        context.SetCustomStatus(steps + (context.IsReplaying ? " replay" : " new"));
    }

    [Function(nameof(AskEntity))]
    public static Task AskEntity([OrchestrationTrigger] TaskOrchestrationContext context) =>
        context.Entities.CallEntityAsync(new EntityInstanceId("counter", "one"), "add", 1);

    [Function(nameof(Travel))]
    public static async Task<string> Travel([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var outward = await context.CallActivityAsync<string>(nameof(SampleActivities.Say), "out");
        await context.CreateTimer(TimeSpan.FromHours(1), CancellationToken.None);
        var inward = await context.CallActivityAsync<string>(nameof(SampleActivities.Say), "in");
        var child = await context.CallSubOrchestratorAsync<string>(nameof(SayInTurn), new[] { "child" });
        return outward + inward + child + await context.WaitForExternalEvent<string>("arrived");
    }
}
