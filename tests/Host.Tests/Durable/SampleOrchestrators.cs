using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace LocalHost.Tests.Durable;

/// <summary>Activities that the orchestrators of the tests call.</summary>
internal sealed class SampleActivities(Journal journal)
{
    [Function(nameof(Say))]
    public string Say([ActivityTrigger] string word)
    {
        journal.Write(word);
        return word + "!";
    }

    [Function(nameof(Double))]
    public async Task<int> Double([ActivityTrigger] int number)
    {
        await Task.Yield();
        return number * 2;
    }

    [Function(nameof(FailUntil))]
    public int FailUntil([ActivityTrigger] int attempt)
    {
        journal.Write("attempt");
        return journal.Count("attempt") >= attempt ? attempt : throw new TimeoutException("Not yet.");
    }

    [Function(nameof(Refuse))]
    public void Refuse([ActivityTrigger] string? nothing) => throw new InvalidOperationException("Never.");

    [Function(nameof(Repeat))]
    public string Repeat([ActivityTrigger] int count) => new('x', count);
}

/// <summary>The orchestrators of the tests, each one story.</summary>
internal static class SampleOrchestrators
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
        var doubled = await Task.WhenAll(numbers.Select(number => context.CallActivityAsync<int>(nameof(SampleActivities.Double), number)));
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

        end.Cancel();
        return await answer;
    }

    [Function(nameof(AskForTwo))]
    public static async Task<string> AskForTwo([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        await context.CallActivityAsync(nameof(SampleActivities.Say), "working");
        return await context.WaitForExternalEvent<string>("Answer") + await context.WaitForExternalEvent<string>("answer");
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
    public static async Task<int> TryAgain([OrchestrationTrigger] TaskOrchestrationContext context)
        => await context.CallActivityAsync<int>(
            nameof(SampleActivities.FailUntil),
            context.GetInput<int>(),
            TaskOptions.FromRetryPolicy(new RetryPolicy(4, TimeSpan.FromMinutes(1), backoffCoefficient: 2)));

    [Function(nameof(TryWhile))]
    public static async Task<int> TryWhile([OrchestrationTrigger] TaskOrchestrationContext context)
        => await context.CallActivityAsync<int>(
            nameof(SampleActivities.FailUntil),
            context.GetInput<int>(),
            TaskOptions.FromRetryHandler(retry => retry.LastFailure.IsCausedBy<TimeoutException>() && retry.LastAttemptNumber < 3));

    [Function(nameof(Fail))]
    public static async Task Fail([OrchestrationTrigger] TaskOrchestrationContext context)
        => await context.CallActivityAsync(nameof(SampleActivities.Refuse));

    [Function(nameof(AskChildren))]
    public static async Task<string> AskChildren([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var named = context.CallSubOrchestratorAsync<string>(
            nameof(SayInTurn), new[] { "a", "b" }, new SubOrchestrationOptions(instanceId: context.InstanceId + "-named"));
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
    public static async Task<string> CallChild([OrchestrationTrigger] TaskOrchestrationContext context)
        => await context.CallSubOrchestratorAsync<string>(nameof(AskUntil), null, new SubOrchestrationOptions(instanceId: context.GetInput<string>()));

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

    [Function(nameof(Tell))]
    public static async Task Tell([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        await context.CallActivityAsync(nameof(SampleActivities.Say), "telling");
        context.SendEvent(context.GetInput<string>()!, "answer", "from " + context.InstanceId);
    }

    [Function(nameof(AwaitSomethingElse))]
    public static async Task AwaitSomethingElse([OrchestrationTrigger] TaskOrchestrationContext context) => await Task.Delay(1);

    [Function(nameof(MakeIds))]
    public static async Task<Guid[]> MakeIds([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var first = context.NewGuid();
        await context.CallActivityAsync(nameof(SampleActivities.Say), first.ToString());
        await context.CallActivityAsync(nameof(SampleActivities.Say), first.ToString());
        return [first, context.NewGuid()];
    }

    [Function(nameof(RepeatMuch))]
    public static async Task<int> RepeatMuch([OrchestrationTrigger] TaskOrchestrationContext context)
        => (await context.CallActivityAsync<string>(nameof(SampleActivities.Repeat), context.GetInput<int>())).Length;

    [Function(nameof(Log))]
    public static async Task Log([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var steps = context.IsReplaying ? "replay" : "first";
        await context.CallActivityAsync(nameof(SampleActivities.Say), "one");
        context.SetCustomStatus(steps + (context.IsReplaying ? " replay" : " new"));
    }
}
