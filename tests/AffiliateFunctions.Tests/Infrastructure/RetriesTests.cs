using AffiliateFunctions.Infrastructure.Durable;
using Microsoft.DurableTask;

namespace AffiliateFunctions.Tests.Infrastructure;

public sealed class RetriesTests
{
    [Theory]
    [InlineData("Azure.RequestFailedException")]
    [InlineData("Azure.Data.Tables.TableTransactionFailedException")]
    [InlineData("Azure.Identity.CredentialUnavailableException")]
    [InlineData("System.Net.Http.HttpRequestException")]
    [InlineData("System.IO.IOException")]
    [InlineData("System.Net.Sockets.SocketException")]
    [InlineData("System.TimeoutException")]
    [InlineData("System.Threading.Tasks.TaskCanceledException")]
    public void A_lost_or_refused_call_is_tried_again_also_where_others_wrap_it(string type)
    {
        Assert.True(Retries.IsTransient(Failure(type)));
        Assert.True(Retries.IsTransient(Failure("System.AggregateException", Failure(type))));
        Assert.True(
            Retries.IsTransient(
                Failure(
                    "System.Reflection.TargetInvocationException",
                    Failure("System.AggregateException", Failure(type))
                )
            )
        );
    }

    // As the storage clients throw it when their own tries have failed.
    [Fact]
    public void Several_tries_that_failed_together_are_tried_again()
    {
        var fault = new AggregateException(
            "Retry failed after 4 tries.",
            new Azure.RequestFailedException("Connection refused"),
            new Azure.RequestFailedException("Connection refused")
        );
        Assert.True(Retries.IsTransient(TaskFailureDetails.FromException(fault)));
    }

    [Theory]
    [InlineData("System.InvalidOperationException")]
    [InlineData("System.IO.InvalidDataException")]
    [InlineData("System.Text.Json.JsonException")]
    [InlineData("No.Such.HttpRequestException")]
    public void A_fault_in_the_code_is_not(string type)
    {
        Assert.False(Retries.IsTransient(Failure(type)));
        Assert.False(Retries.IsTransient(Failure("System.AggregateException", Failure(type))));
    }

    private static TaskFailureDetails Failure(string type, TaskFailureDetails? inner = null) =>
        new(type, "It failed.", null, inner, null);
}
