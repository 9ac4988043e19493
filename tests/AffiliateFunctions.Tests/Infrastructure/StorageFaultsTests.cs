using System.Net.Sockets;
using AffiliateFunctions.Infrastructure.Storage;
using Azure;

namespace AffiliateFunctions.Tests.Infrastructure;

public sealed class StorageFaultsTests
{
    private static IOException Cut => new("Unable to read data from the transport connection.", new SocketException());

    public static TheoryData<Exception, bool> Faults =>
        new()
        {
            { new RequestFailedException(0, "No connection could be made."), true },
            { new RequestFailedException(429, "Too many requests."), true },
            { new RequestFailedException(503, "The server is busy."), true },
            {
                new AggregateException(
                    "Retry failed after 4 tries.",
                    new RequestFailedException(0, "No connection."),
                    new RequestFailedException(0, "No connection.")
                ),
                true
            },
            {
                new AggregateException(
                    "Retry failed after 4 tries.",
                    new TaskCanceledException("It took longer than the network timeout.")
                ),
                true
            },
            { new TaskCanceledException("It took longer than the network timeout."), true },
            { new HttpIOException(HttpRequestError.ResponseEnded, "The answer ended in the middle."), true },
            {
                new AggregateException(
                    "Retry failed after 4 tries.",
                    Cut,
                    new RequestFailedException(0, "No connection."),
                    Cut
                ),
                true
            },
            {
                new AggregateException(
                    "Retry failed after 4 tries.",
                    Cut,
                    new InvalidOperationException("A fault of ours.")
                ),
                false
            },
            { new IOException("A file cannot be read."), false },
            { new RequestFailedException(400, "A key has characters that it must not have."), false },
            { new AggregateException(new InvalidDataException("A row cannot be read.")), false },
            { new InvalidOperationException("A fault of ours."), false },
        };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Storage_that_is_away_is_told_from_faults_of_ours(Exception fault, bool away) =>
        Assert.Equal(away, StorageFaults.IsAway(fault));

    public static TheoryData<Exception, bool> Interruptions =>
        new()
        {
            { new RequestFailedException(412, "The row was changed."), true },
            { new ObjectDisposedException("a cache of a process that stops"), true },
            { new AggregateException(new TimeoutException(), new ObjectDisposedException("a cache")), true },
            { new RequestFailedException(400, "A key has characters that it must not have."), false },
            { new InvalidOperationException("A fault of ours."), false },
        };

    [Theory]
    [MemberData(nameof(Interruptions))]
    public void Work_is_repeated_after_conflicts_and_in_a_process_that_stops(Exception fault, bool passes) =>
        Assert.Equal(passes, StorageFaults.Passes(fault));
}
