using System.Diagnostics;
using AffiliateFunctions.Infrastructure.Telemetry;

namespace AffiliateFunctions.Tests.Infrastructure.Telemetry;

/// <summary>How the activity that processes a message belongs to the traces of its senders.</summary>
public sealed class TraceParentsTests : IDisposable
{
    private const string First = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private const string Second = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private readonly ActivityListener listener = new()
    {
        ShouldListenTo = source => source.Name == AppTelemetry.Name,
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
    };

    public TraceParentsTests() => ActivitySource.AddActivityListener(listener);

    public void Dispose() => listener.Dispose();

    [Fact]
    public void A_message_of_one_sender_continues_its_trace()
    {
        using var activity = TraceParents.StartProcessing("process a", [First, First, null]);

        Assert.Equal((First[3..35], First[36..52]), (activity!.TraceId.ToString(), activity.ParentSpanId.ToString()));
        Assert.Equal(activity.Id, TraceParents.Current);
    }

    [Fact]
    public void A_message_of_several_senders_has_a_trace_of_its_own_that_links_to_theirs()
    {
        using var activity = TraceParents.StartProcessing("process a", [First, Second]);

        Assert.Equal([First[3..35], Second[3..35]], activity!.Links.Select(link => link.Context.TraceId.ToString()));
        Assert.DoesNotContain(activity.TraceId.ToString(), new[] { First[3..35], Second[3..35] });
    }

    [Fact]
    public void A_message_without_a_trace_belongs_to_the_invocation_that_processes_it()
    {
        using var invocation = AppTelemetry.Source.StartActivity("invocation");
        using var activity = TraceParents.StartProcessing("process a", [null, "not a trace", invocation!.Id]);

        Assert.Equal(invocation.SpanId, activity!.ParentSpanId);
        Assert.Empty(activity.Links);
    }
}
